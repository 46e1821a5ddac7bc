//! Reading a flat tensor in place.
//!
//! Candle's own way to its numbers, `to_vec1`, is a copy: too dear for something that
//! happens several times a training step.

use candle_core::{CpuStorage, Layout, Result, Storage, Tensor, bail};
use std::ops::Range;

/// Where in its storage the elements of a contiguous tensor lie.
///
/// # Errors
/// A layout with gaps or another order.
pub(crate) fn range(layout: &Layout) -> Result<Range<usize>> {
    match layout.contiguous_offsets() {
        Some((start, end)) => Ok(start..end),
        None => bail!("the tensor is not contiguous"),
    }
}

/// The elements of a contiguous float32 tensor, in row-major order.
///
/// # Errors
/// Another number type, or a tensor that is not contiguous.
pub(crate) fn slice<'a>(storage: &'a CpuStorage, layout: &Layout) -> Result<&'a [f32]> {
    Ok(&storage.as_slice::<f32>()?[range(layout)?])
}

/// Calls `f` with the elements of a contiguous float32 tensor on the CPU. The tensor
/// must not be written to meanwhile.
///
/// # Errors
/// Another number type or device, or a tensor that is not contiguous.
pub(crate) fn with_slice<R>(tensor: &Tensor, f: impl FnOnce(&[f32]) -> R) -> Result<R> {
    let (storage, layout) = tensor.storage_and_layout();
    match &*storage {
        Storage::Cpu(storage) => Ok(f(slice(storage, layout)?)),
        _ => bail!("the tensor is not on the CPU"),
    }
}
