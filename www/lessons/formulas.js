// The formulas of the tour and the article, each once: as plain text, which stands where there is
// no MathML, and as MathML. A test holds the plain text in index.html to the one here.

import { bounds, formula, frac, row, sqrt, sub, sup, thin, words } from './mathml.js';

/** @typedef {{ plain: string, math: string }} Formula */

const x0 = sub('x', '0');
const xt = sub('x', 't');
const xT = sub('x', 'T');
const pt = sub('p', 't');
const half = frac('1', '2');
/** Bars around a norm, squared. @param {string[]} pieces */
const norm2 = (...pieces) => row('|', row(...pieces), sup('|', '2'));

/** @satisfies {Record<string, Formula>} */
export const FORMULAS = {
  data: {
    plain: 'x₀ = r (cos θ, sin θ), r ~ Gamma(k, k)',
    math: formula(
      x0,
      '= r ( ',
      words('cos'),
      thin,
      'θ ,',
      words('sin'),
      thin,
      'θ ) ,',
      '<mspace width="0.8em"></mspace>',
      'r ~',
      words('Gamma'),
      '( k , k )',
    ),
  },
  forward: {
    plain: 'dx = −½ β(t) x dt + √β(t) dW',
    math: formula('d x = −', half, 'β ( t ) x', thin, 'd t +', sqrt('β ( t )'), thin, 'd W'),
  },
  closed: {
    plain: 'x_t = A(t) x₀ + B(t) ε, A = exp(−½ ∫β), B² = 1 − A²',
    math:
      formula(xt, '= A', thin, x0, '+ B', thin, 'ε') +
      formula(
        'A =',
        sup('e', row('−', half, bounds('∫', '0', 't'), 'β', thin, 'd s')),
        ',',
        '<mspace width="0.8em"></mspace>',
        sup('B', '2'),
        '= 1 −',
        sup('A', '2'),
      ),
  },
  score: {
    plain: 's*(x, t) = ∇ log p_t(x)',
    math: formula(sup('s', '∗'), '( x , t ) = ∇', thin, words('log'), thin, pt, '( x )'),
  },
  matching: {
    plain: 'L = ½ E |B s(x_t, t) + ε|²',
    math: formula('L =', half, 'E', thin, norm2('B', thin, 's (', xt, ', t ) + ε')),
  },
  floor: {
    plain: 'L = floor + ½ E |B (s − s*)|²',
    math: formula(
      'L =',
      words('floor'),
      '+',
      half,
      'E',
      thin,
      norm2('B ( s −', sup('s', '∗'), ')'),
    ),
  },
  reading: {
    plain: 's = −ε/B = (A x₀ − x)/B² = −x − (A/B) v',
    math: formula(
      's = −',
      frac('ε', 'B'),
      '=',
      frac(row('A', thin, x0, '− x'), sup('B', '2')),
      '= − x −',
      frac('A', 'B'),
      thin,
      'v',
    ),
  },
  reverse: {
    plain: 'x_{t−dt} = x_t + (½ β x_t + β s) dt + √(β dt) z',
    math: formula(
      sub('x', 't − d t'),
      '=',
      xt,
      '+ (',
      half,
      'β',
      thin,
      xt,
      '+ β s ) d t +',
      sqrt('β d t'),
      thin,
      'z',
    ),
  },
  distance: {
    plain: 'W₁ = ∫ |F(r) − G(r)| dr',
    math: formula(sub('W', '1'), '= ∫ | F ( r ) − G ( r ) |', thin, 'd r'),
  },
  ode: {
    plain: 'dx/dt = −½ β(t) (x + s(x, t))',
    math: formula(frac('d x', 'd t'), '= −', half, 'β ( t ) ( x + s ( x , t ) )'),
  },
  likelihood: {
    plain: 'log p₀(x₀) = log p_T(x_T) + ∫ ∇·f dt',
    math: formula(
      words('log'),
      thin,
      sub('p', '0'),
      '(',
      x0,
      ') =',
      words('log'),
      thin,
      sub('p', 'T'),
      '(',
      xT,
      ') +',
      bounds('∫', '0', 'T'),
      '∇ · f',
      thin,
      'd t',
    ),
  },
  tweedie: {
    plain: 'E[x₀ | x_t] = (x_t + B² s*(x_t, t))/A',
    math: formula(
      'E [',
      x0,
      '|',
      xt,
      '] =',
      frac(row(xt, '+', sup('B', '2'), sup('s', '∗'), '(', xt, ', t )'), 'A'),
    ),
  },
  empirical: {
    plain: 's_N(x, t) = Σ wᵢ (A xᵢ − x)/B², wᵢ ∝ exp(−|x − A xᵢ|²/(2 B²))',
    math:
      formula(
        sub('s', 'N'),
        '( x , t ) = ∑',
        sub('w', 'i'),
        frac(row('A', thin, sub('x', 'i'), '− x'), sup('B', '2')),
      ) +
      formula(
        sub('w', 'i'),
        '∝',
        words('exp'),
        '( −',
        norm2('x − A', thin, sub('x', 'i')),
        '/ ( 2',
        sup('B', '2'),
        ') )',
      ),
  },
  path: {
    plain: 'x_t = A(t) x₀ + B(t) ε, v = A′ x₀ + B′ ε',
    math: formula(
      xt,
      '= A',
      thin,
      x0,
      '+ B',
      thin,
      'ε ,',
      '<mspace width="0.8em"></mspace>',
      'v =',
      sup('A', '′'),
      thin,
      x0,
      '+',
      sup('B', '′'),
      thin,
      'ε',
    ),
  },
  guidance: {
    plain: 's_w = s + w (s_c − s)',
    math: formula(sub('s', 'w'), '= s + w (', sub('s', 'c'), '− s )'),
  },
  divergence: {
    plain: 'KL(p ‖ q) = E [log p(x) − log q(x)], x ~ p',
    math: formula(
      words('KL'),
      '( p ‖ q ) = E [',
      words('log'),
      thin,
      'p ( x ) −',
      words('log'),
      thin,
      'q ( x ) ] ,',
      '<mspace width="0.8em"></mspace>',
      'x ~ p',
    ),
  },
};

/** @typedef {keyof typeof FORMULAS} FormulaName */
