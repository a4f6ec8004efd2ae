/* SPDX-License-Identifier: MIT */
/* bm25.c - the formula, and a logarithm that is the same everywhere. */
#include "locate/bm25.h"

double rg_bm25_ln(double x)
{
	const double ln2 = 0.693147180559945309417;
	double exponent = 0, s, square, term, sum = 0;

	while (x >= 1.5) {
		x /= 2;
		exponent++;
	}
	while (x < 0.75) {
		x *= 2;
		exponent--;
	}
	/* ln x = 2 artanh s with |s| <= 0.2: 24 terms leave less than an ulp. */
	s = (x - 1) / (x + 1);
	square = s * s;
	term = s;
	for (int i = 1; i < 48; i += 2) {
		sum += term / i;
		term *= square;
	}
	return exponent * ln2 + 2 * sum;
}

double rg_bm25_idf(size_t n_documents, size_t n_with_term)
{
	double all = (double)n_documents, with = (double)n_with_term;

	return rg_bm25_ln(1 + (all - with + 0.5) / (with + 0.5));
}

double rg_bm25_weight(const rg_bm25 *bm25, double count, double length)
{
	double relative = bm25->mean > 0 ? length / bm25->mean : 1;

	return count * (bm25->k1 + 1) / (count + bm25->k1 * (1 - bm25->b + bm25->b * relative));
}
