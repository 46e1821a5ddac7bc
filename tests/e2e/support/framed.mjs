// The page in a frame of another site's page.

/** @typedef {import('playwright-core').Page} Page */

/**
 * A page of another site with the site of a host in a frame.
 * @param {import('playwright-core').BrowserContext} context
 * @param {string} src @param {string} size of the frame @param {string} [sandbox]
 */
export async function framed(context, src, size, sandbox) {
  const page = await context.newPage();
  // Another site: it has another name.
  const outside = new URL('/none/', src);
  outside.hostname = 'localhost';
  await page.goto(outside.href);
  await page.evaluate(
    ([src, size, sandbox]) => {
      const frame = document.createElement('iframe');
      if (sandbox) frame.setAttribute('sandbox', sandbox);
      frame.setAttribute('style', `border: 0; ${size}`);
      frame.src = /** @type {string} */ (src);
      document.body.replaceChildren(frame);
    },
    [src, size, sandbox],
  );
  const handle = await page.waitForSelector('iframe', { state: 'attached' });
  const frame = /** @type {import('playwright-core').Frame} */ (await handle.contentFrame());
  // It has what the tests use of a page.
  return { page, frame: /** @type {Page} */ (/** @type {unknown} */ (frame)) };
}
