/* SPDX-License-Identifier: MIT */
/*
 * bm25.h - inside locate/: Okapi BM25 in the form of Lucene's BM25Similarity.
 *
 *	score = idf · count·(k1 + 1) / (count + k1·(1 − b + b·length/mean))
 *	idf   = ln(1 + (N − n + 0.5)/(n + 0.5))
 *
 * The +1 inside the logarithm keeps idf above zero for terms in more than half of the documents.
 * Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009, section 3.
 */
#ifndef RG_LOCATE_BM25_H
#define RG_LOCATE_BM25_H

#include <stddef.h>

/* Of Lucene. */
#define RG_BM25_K1 1.2
#define RG_BM25_B  0.75

/* N documents, n of them with the term; n at most N. */
double rg_bm25_idf(size_t n_documents, size_t n_with_term);
/* Without idf; 0 for count 0. length and mean are in tokens. */
double rg_bm25_weight(double count, double length, double mean);
/* ln x for x > 0 by + - * / alone: the same bits on every machine, unlike libm's. */
double rg_bm25_ln(double x);

#endif
