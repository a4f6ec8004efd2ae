/* SPDX-License-Identifier: MIT */
/*
 * measure.c - two samples compared without assuming how they are distributed. Values are sorted
 * copies in an arena of the call. The test is exact by counting as long as that is cheap: without
 * ties by the recurrence over (m, n, U), with ties by going through all splits of the ranks while
 * there are at most MAX_SPLITS; beyond that the normal form with continuity and tie correction.
 */
#include "runner/measure.h"

#include <math.h>

#define CONFIDENCE   0.95
#define MAX_EXACT    60	     /* values a side for the recurrence: 60 × 60 × 3600 additions */
#define MAX_SPLITS   2000000 /* C(21, 10) = 352716, C(23, 11) = 1352078 */
#define RESAMPLES    4000    /* bootstrap; its own error in the limits is then below 1 % of them */
#define LEAST_EFFECT 0.03

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double *sorted(rg_arena *arena, const double *values, size_t n)
{
	double *copy = RG_NEW_N(arena, double, n + 1);

	if (n) {
		memcpy(copy, values, n * sizeof(*values));
		qsort(copy, n, sizeof(*copy), by_value);
	}
	return copy;
}

static double middle(const double *ascending, size_t n)
{
	if (n == 0)
		return 0;
	return n % 2 ? ascending[n / 2] : (ascending[n / 2 - 1] + ascending[n / 2]) / 2;
}

double rg_median(const double *values, size_t n)
{
	rg_arena *arena = rg_arena_new();
	double median = middle(sorted(arena, values, n), n);

	rg_arena_free(arena);
	return median;
}

double rg_variation(const double *values, size_t n)
{
	double mean = 0, squares = 0;

	if (n < 2)
		return 0;
	for (size_t i = 0; i < n; i++)
		mean += values[i] / (double)n;
	for (size_t i = 0; i < n; i++)
		squares += (values[i] - mean) * (values[i] - mean);
	return mean == 0 ? 0 : sqrt(squares / (double)(n - 1)) / fabs(mean);
}

rg_interval rg_median_interval(const double *values, size_t n)
{
	rg_arena *arena = rg_arena_new();
	const double *ascending = sorted(arena, values, n);
	rg_interval interval = {0, 0, false};
	double tail = 0; /* P(fewer than r of n coins show heads) */
	size_t r = 0;

	/* From the r-th smallest to the r-th largest: coverage 1 - 2 P(X < r). */
	while (r < n / 2) {
		double next = tail + exp(lgamma((double)n + 1) - lgamma((double)r + 1) -
					 lgamma((double)(n - r) + 1) - (double)n * log(2));

		if (1 - 2 * next < CONFIDENCE)
			break;
		tail = next;
		r++;
	}
	if (n) {
		interval.has_coverage = r > 0;
		interval.low = ascending[r ? r - 1 : 0];
		interval.high = ascending[r ? n - r : n - 1];
	}
	rg_arena_free(arena);
	return interval;
}

/* ---- Mann and Whitney ---------------------------------------------------------------------- */

/* Twice the number of pairs with a < b; ties count one. */
static double twice_u(const double *a, size_t n_a, const double *b, size_t n_b)
{
	double sum = 0;

	for (size_t i = 0; i < n_a; i++)
		for (size_t j = 0; j < n_b; j++)
			sum += a[i] < b[j] ? 2 : a[i] == b[j] ? 1 : 0;
	return sum;
}

/* Without ties: P(U ≤ u), doubled. c(m, n, u) = c(m-1, n, u-n) + c(m, n-1, u). */
static double exact_without_ties(rg_arena *arena, size_t m, size_t n, size_t u)
{
	size_t width = u + 1;
	double *counts = RG_NEW_N(arena, double, (n + 1) * width), total, below = 0;

	/* Row by row of m, in place; row[j] holds c(i, j, ·), as shares of C(i + j, i). */
	for (size_t j = 0; j <= n; j++)
		counts[j * width] = 1; /* m = 0: only u = 0 */
	for (size_t i = 1; i <= m; i++)
		for (size_t j = 1; j <= n; j++) {
			double *row = counts + j * width, *left = row - width;
			double share = (double)i / (double)(i + j);

			for (size_t k = width; k-- > 0;)
				row[k] = (k >= j ? share * row[k - j] : 0) + (1 - share) * left[k];
		}
	total = 0;
	for (size_t k = 0; k < width; k++)
		total += counts[n * width + k];
	below = 2 * total;
	return below > 1 ? 1 : below;
}

typedef struct rg_splits {
	const double *ranks; /* twice the mid-ranks of all values */
	size_t n, n_a;
	double center, distance; /* of the sum of a's doubled ranks */
	double n_far, n_all;
} rg_splits;

static void count_splits(rg_splits *splits, size_t at, size_t taken, double sum)
{
	if (taken == splits->n_a) {
		splits->n_all++;
		splits->n_far += fabs(sum - splits->center) >= splits->distance - 1e-9;
		return;
	}
	if (splits->n - at < splits->n_a - taken)
		return;
	count_splits(splits, at + 1, taken + 1, sum + splits->ranks[at]);
	count_splits(splits, at + 1, taken, sum);
}

/* Twice the mid-ranks, in ascending order of the values; the sum of t³ - t over ties. */
static double *mid_ranks(rg_arena *arena, const double *all, size_t n, double *ties)
{
	double *ranks = RG_NEW_N(arena, double, n);

	*ties = 0;
	for (size_t i = 0; i < n;) {
		size_t j = i, t;

		while (j < n && all[j] == all[i])
			j++;
		t = j - i;
		*ties += (double)t * (double)t * (double)t - (double)t;
		for (size_t k = i; k < j; k++)
			ranks[k] = (double)(i + j + 1);
		i = j;
	}
	return ranks;
}

static double choose(size_t n, size_t k)
{
	return exp(lgamma((double)n + 1) - lgamma((double)k + 1) - lgamma((double)(n - k) + 1));
}

rg_mann_whitney rg_mann_whitney_test(const double *a, size_t n_a, const double *b, size_t n_b)
{
	rg_arena *arena = rg_arena_new();
	size_t n = n_a + n_b;
	double *all = RG_NEW_N(arena, double, n + 1), ties, *ranks;
	double product = (double)n_a * (double)n_b, u;
	rg_mann_whitney out = {0, 1, true};

	if (n_a == 0 || n_b == 0)
		goto done;
	memcpy(all, a, n_a * sizeof(*a));
	memcpy(all + n_a, b, n_b * sizeof(*b));
	ranks = mid_ranks(arena, sorted(arena, all, n), n, &ties);
	u = twice_u(a, n_a, b, n_b) / 2;
	out.u = u < product - u ? u : product - u;
	if (ties == 0 && n_a <= MAX_EXACT && n_b <= MAX_EXACT) {
		out.p = exact_without_ties(arena, n_a, n_b, (size_t)out.u);
	} else if (choose(n, n_a) <= MAX_SPLITS) {
		/* The doubled rank sum of a is 2 U' + n_a (n_a + 1), so distances agree. */
		rg_splits splits = {.ranks = ranks, .n = n, .n_a = n_a};

		splits.center = (double)n_a * (double)(n + 1);
		splits.distance = 2 * fabs(u - product / 2);
		count_splits(&splits, 0, 0, 0);
		out.p = splits.n_far / splits.n_all;
	} else {
		double variance =
			product / 12 * ((double)(n + 1) - ties / ((double)n * (double)(n - 1)));
		double z = variance > 0 ? (fabs(u - product / 2) - 0.5) / sqrt(variance) : 0;

		out.p = z <= 0 ? 1 : erfc(z / sqrt(2));
		out.is_exact = false;
	}
done:
	rg_arena_free(arena);
	return out;
}

/* ---- the comparison ------------------------------------------------------------------------ */

/* SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): small, and the same on every machine. */
static uint64_t random_next(uint64_t *state)
{
	uint64_t x = *state += UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

static double resampled_median(const double *values, size_t n, double *place, uint64_t *state)
{
	for (size_t i = 0; i < n; i++)
		place[i] = values[random_next(state) % n];
	qsort(place, n, sizeof(*place), by_value);
	return middle(place, n);
}

static double ratio_of(double before, double after, rg_direction direction)
{
	double above = direction == RG_LESS_IS_BETTER ? before : after;
	double below = direction == RG_LESS_IS_BETTER ? after : before;

	return above > 0 && below > 0 ? above / below : 0;
}

static void bootstrap(rg_comparison *out, const double *before, size_t n_before,
		      const double *after, size_t n_after, rg_direction direction)
{
	rg_arena *arena = rg_arena_new();
	double *ratios = RG_NEW_N(arena, double, RESAMPLES);
	double *place = RG_NEW_N(arena, double, n_before + n_after);
	uint64_t state = out->seed;

	for (size_t i = 0; i < RESAMPLES; i++) {
		double b = resampled_median(before, n_before, place, &state);
		double a = resampled_median(after, n_after, place, &state);

		ratios[i] = ratio_of(b, a, direction);
	}
	qsort(ratios, RESAMPLES, sizeof(*ratios), by_value);
	out->ratio_low = ratios[(size_t)(RESAMPLES * 0.025)];
	out->ratio_high = ratios[(size_t)(RESAMPLES * 0.975)];
	rg_arena_free(arena);
}

static rg_speed judge(const rg_comparison *c, size_t n_before, size_t n_after)
{
	double variation = fmax(c->before_variation, c->after_variation);
	double least = fmax(LEAST_EFFECT, 2 * variation);

	if (n_before < RG_MEASURE_RUNS || n_after < RG_MEASURE_RUNS)
		return RG_SPEED_TOO_FEW;
	if (c->ratio == 0 || fabs(c->improvement) < least)
		return RG_SPEED_NOISE;
	if (c->ratio_low > 1)
		return RG_SPEED_FASTER;
	return c->ratio_high < 1 ? RG_SPEED_SLOWER : RG_SPEED_NOISE;
}

rg_comparison rg_compare(const double *before, size_t n_before, const double *after, size_t n_after,
			 rg_direction direction, uint64_t seed)
{
	rg_comparison out = {.seed = seed};

	out.before = rg_median(before, n_before);
	out.after = rg_median(after, n_after);
	out.before_interval = rg_median_interval(before, n_before);
	out.after_interval = rg_median_interval(after, n_after);
	out.before_variation = rg_variation(before, n_before);
	out.after_variation = rg_variation(after, n_after);
	out.test = rg_mann_whitney_test(before, n_before, after, n_after);
	if (n_before == 0 || n_after == 0)
		return out;
	out.ratio = ratio_of(out.before, out.after, direction);
	if (out.before > 0)
		out.improvement = direction == RG_LESS_IS_BETTER
					  ? (out.before - out.after) / out.before
					  : (out.after - out.before) / out.before;
	bootstrap(&out, before, n_before, after, n_after, direction);
	out.verdict = judge(&out, n_before, n_after);
	return out;
}

bool rg_measure_base_first(uint64_t seed, uint32_t pair)
{
	uint64_t state = seed + pair / 2;
	bool drawn = random_next(&state) & 1;

	return pair % 2 ? !drawn : drawn;
}

const char *rg_speed_name(rg_speed verdict)
{
	static const char *const names[] = {[RG_SPEED_TOO_FEW] = "too few runs",
					    [RG_SPEED_NOISE] = "within noise",
					    [RG_SPEED_FASTER] = "faster",
					    [RG_SPEED_SLOWER] = "slower",
					    [RG_SPEED_UNLIKE] = "not comparable"};

	return names[verdict];
}

/* Of an amount of memory nobody says that it is faster. */
static const char *word_of(const rg_comparison *c, rg_str unit)
{
	bool is_better = c->verdict == RG_SPEED_FASTER;

	if (rg_str_eq_z(unit, "MiB"))
		return is_better ? "smaller" : "larger";
	return is_better ? "faster" : "slower";
}

rg_str rg_comparison_text(rg_arena *arena, const rg_comparison *c, rg_str unit)
{
	rg_str values = rg_arena_printf(arena, "%.4g%s%.*s before, %.4g%s%.*s after", c->before,
					unit.len ? " " : "", RG_FMT(unit), c->after,
					unit.len ? " " : "", RG_FMT(unit));
	rg_str variation = rg_arena_printf(arena, "variation %.1f %% and %.1f %%",
					   c->before_variation * 100, c->after_variation * 100);

	switch (c->verdict) {
	case RG_SPEED_FASTER:
	case RG_SPEED_SLOWER:
		return rg_arena_printf(arena,
				       "%s by %.1f %%, %.2f times as %s (95 %% interval %.2f to "
				       "%.2f, p = %.2g, %.*s): %.*s",
				       word_of(c, unit), fabs(c->improvement) * 100, c->ratio,
				       rg_str_eq_z(unit, "MiB") ? "small" : "fast", c->ratio_low,
				       c->ratio_high, c->test.p, RG_FMT(variation), RG_FMT(values));
	case RG_SPEED_NOISE:
		return rg_arena_printf(arena, "no difference beyond noise (p = %.2g, %.*s): %.*s",
				       c->test.p, RG_FMT(variation), RG_FMT(values));
	case RG_SPEED_UNLIKE:
		return rg_arena_printf(arena, "not comparable: %.*s", RG_FMT(values));
	default:
		return rg_arena_printf(arena,
				       "too few runs to claim a difference, %d a side are needed: "
				       "%.*s",
				       RG_MEASURE_RUNS, RG_FMT(values));
	}
}
