// The glossary: each term in two or three sentences. Loaded when it is first opened, or with the first
// help.

/** @typedef {{ key: string, name: string, words: string }} Term */

/** In the order in which they build on each other. @type {readonly Term[]} */
// prettier-ignore
export const TERMS = [
  { key: 'forward', name: 'Forward process', words: 'dx = −½ β(t) x dt + √β(t) dW: it shrinks each point towards the centre and adds noise, until the data are nearly standard normal. In closed form x_t = A(t) x₀ + B(t) ε with ε ~ N(0, I).' },
  { key: 'schedule', name: 'Schedule: β(t), A, B', words: 'β(t) is the rate at which noise is added; here it rises linearly from β min at t = 0 to β max at t = T. A = exp(−½ ∫₀ᵗ β) is the factor that is left of a data point, B = √(1 − A²) the standard deviation of the noise.' },
  { key: 'marginal', name: 'Marginal p_t', words: 'The density of the noised points x_t at one time t. p₀ is the data’s; p_T is nearly N(0, I). It depends on the schedule through A(t) alone.' },
  { key: 'score', name: 'Score', words: 's(x, t) = ∇ log p_t(x): at each place and time the direction in which the log-density of the noised points grows fastest. It is all that the way back from noise to data needs. The network learns it; the page also knows it exactly.' },
  { key: 'sde', name: 'SDE, reverse SDE', words: 'A stochastic differential equation describes motion with fresh noise at each moment. The reverse SDE runs the forward process backwards: each step dt adds (½ β x + β s) dt and fresh noise of variance β dt.' },
  { key: 'ode', name: 'Probability-flow ODE', words: 'dx/dt = −½ β (x + s): motion without randomness that has the same marginals as the SDE, if the score is exact and both start from the same density. It can be run both ways, so the density of its samples can be computed.' },
  { key: 'posterior', name: 'Posterior p(x₀ | x_t)', words: 'Which data points may be behind a noisy point x_t, and how likely each is: by Bayes, p(x₀) N(x_t; A x₀, B²) up to a factor. At t = T it is all of the data; towards t = 0 it shrinks to one place.' },
  { key: 'tweedie', name: 'Tweedie’s formula', words: 'The mean of the posterior from the score: E[x₀ | x_t] = (x_t + B² ∇ log p_t(x_t))/A. To know the score is to know this mean, and the other way round; it is what a network that predicts x₀ puts out.' },
  { key: 'dsm', name: 'Denoising score matching', words: 'Learning the score from noised data alone: minimise λ(t) |s(x_t, t) + ε/B|². The best answer at each x_t is −1/B times the mean of all noise ε that could have led there, and that is the score. λ(t) weights the times; the post has λ = B².' },
  { key: 'ssm', name: 'Sliced score matching', words: 'Learning the score without knowing the noise: minimise ½ (vᵀ s)² + vᵀ ∇(vᵀ s) for random directions v. SSM-VR puts ½ |s|², the mean over v, in place of the first term, which lowers the variance.' },
  { key: 'prediction', name: 'Prediction: v, ε, x₀', words: 'What the network puts out. From the noise ε, the data x₀ or v = A ε − B x₀, and the noised point x_t, the score follows: s = −ε/B = (A x₀ − x)/B² = −x − (A/B) v.' },
  { key: 'shared', name: 'Shared targets', words: 'Each noised point is trained towards the mean of several data points of its batch, each weighted by how likely it is to have led there. The expected gradient is the same as with its own data point, with less noise.' },
  { key: 'floor', name: 'Floor', words: 'The loss of a perfect network. It is not zero, since the noise in a noised point cannot be recovered with certainty. It depends on data, schedule, objective and t sampling, and is computed exactly here.' },
  { key: 'excess', name: 'Excess', words: 'The part of the loss above the floor, ½ E |B (s − s*)|²: how far the network’s score s is from the exact score s*. It is always taken with λ = B² and uniform t, so that runs can be compared.' },
  { key: 'memorise', name: 'Memorisation', words: 'A network trained on N points can learn the score of the data, or that of the N points themselves. With the latter, samples are copies: a sample counts as a copy if its nearest training point is less than a third as far away as the second nearest. Some fresh data fulfil this by chance: about one in nine where the points fill the plane, one in three along a line.' },
  { key: 'empirical', name: 'Empirical score', words: 'The score of a finite training set: of N points, each with the same probability, and noise. It is known exactly, as a mixture of N Gaussians whose width is B alone. It is what a perfect network would learn from these N points, and sampling with it gives nothing but copies.' },
  { key: 'heldout', name: 'Held-out loss', words: 'The loss on fresh data, which the network was not trained on. While a network generalises, it falls together with the training loss; when the network memorises, it rises while the training loss falls on. Its floor is that of the data.' },
  { key: 'ema', name: 'EMA', words: 'Exponential moving average of the weights: after each step, decay × average + (1 − decay) × weights. Samples are drawn with the average, which has less of the last steps’ noise.' },
  { key: 'nfe', name: 'NFE, score evaluations', words: 'Number of function evaluations: how often a sampler asks the network for the score at each particle. It is what sampling costs. Euler and DPM-Solver++(2M) take one in each step, Heun’s method two.' },
  { key: 'kl', name: 'KL(data ‖ model)', words: 'Kullback–Leibler divergence: E [log p(x) − log q(x)] over data x, in nats. p is the data’s density, q that of the network’s probability-flow ODE. It is zero only if both are equal. At 0.01 nats the model gives the data about 1 % less likelihood per point.' },
  { key: 'nat', name: 'Nat', words: 'The unit of log-likelihood with the natural logarithm: 1 nat is 1/ln 2 ≈ 1.44 bits.' },
  { key: 'w1', name: 'W₁, Wasserstein-1 distance', words: 'How far probability has to be moved, on average, to turn one distribution into the other. It has the unit of what is compared: the radius, the angle in radians (around the circle), x or y.' },
  { key: 'tv', name: 'Total variation (TV)', words: 'Half the sum of the absolute differences between two histograms: the share of probability that lies in other bins. 0: equal; 1: no bin in common. Between finite sets it is never zero.' },
  { key: 'bound', name: 'True ≤ …', words: 'Two sets of true data differ as well, by chance. The bound is what 95 % of sets of true samples of the same number stay at or below. A figure up to the bound does not tell the samples from data.' },
  { key: 'prior', name: 'Prior mismatch', words: 'Samplers start from N(0, I), but the noised data at t = T are only nearly that. The difference is given as KL(noised data ‖ N(0, I)), and no score can undo it.' },
];
