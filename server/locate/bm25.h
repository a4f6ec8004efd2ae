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

typedef struct rg_bm25 {
	double k1;   /* how soon more of the same says nothing new */
	double b;    /* how much a long document is discounted, 0 … 1 */
	double mean; /* length of a document, in tokens */
} rg_bm25;

/* N documents, n of them with the term; n at most N. */
double rg_bm25_idf(size_t n_documents, size_t n_with_term);
/* The score without idf; 0 for count 0. length: of the document, in tokens. */
double rg_bm25_weight(const rg_bm25 *bm25, double count, double length);
/* ln x for x > 0 by + - * / alone: the same bits on every machine, unlike libm's. */
double rg_bm25_ln(double x);

#endif
