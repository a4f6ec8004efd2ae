/* SPDX-License-Identifier: MIT */
/*
 * python_tokens.h - inside syntax/: the tokens of Python that is in order (docs.python.org,
 * "Lexical analysis"). A mistake, and what is not known here, ends the reading: an f-string with
 * its own quotes inside, names beyond ASCII, two values side by side.
 */
#ifndef RG_SYNTAX_PYTHON_TOKENS_H
#define RG_SYNTAX_PYTHON_TOKENS_H

#include "base/vec.h"

typedef enum rg_python_kind {
	RG_PY_END,
	RG_PY_NEWLINE, /* of the statement, not inside brackets */
	RG_PY_NAME,
	RG_PY_KEYWORD,
	RG_PY_NUMBER,
	RG_PY_STRING,
	RG_PY_OPEN,
	RG_PY_CLOSE,
	RG_PY_COLON,
	RG_PY_SEMICOLON,
	RG_PY_COMMA,
	RG_PY_DOT,
	RG_PY_AT,
	RG_PY_STAR,
	RG_PY_OTHER
} rg_python_kind;

typedef enum rg_python_word {
	RG_WORD_NONE,
	RG_WORD_OTHER,	  /* of expressions, or of a statement that matters to nobody here */
	RG_WORD_COMPOUND, /* a statement with a block, but for those below */
	RG_WORD_ASYNC,
	RG_WORD_CLASS,
	RG_WORD_DEF,
	RG_WORD_FROM,
	RG_WORD_IMPORT,
	RG_WORD_AS,
	RG_WORD_LAMBDA,
	RG_WORD_SOFT,	   /* a name, and before another one a statement: print, exec, type */
	RG_WORD_SOFT_BLOCK /* the same with a block: match, case */
} rg_python_word;

#define RG_PYTHON_NESTED_MAX 64 /* brackets */

typedef struct rg_python_tokens {
	const char *at, *end; /* what is left; set by the caller, as are line and code_end */
	uint32_t line;	      /* of `at` */
	/* The token that was read last. */
	rg_python_kind kind;
	rg_python_word word; /* of a name or a keyword */
	rg_str text;
	uint32_t text_line;
	bool is_again;	 /* it is to be read once more */
	bool is_value;	 /* it may not be followed by a name, a number or a string, … */
	bool may_follow; /* … but for this once */
	char brackets[RG_PYTHON_NESTED_MAX]; /* that are open: those that close them */
	size_t n_brackets;
	const char *code_end; /* of the last token or comment */
	uint32_t code_line;
} rg_python_tokens;

/*
 * The next token; NEWLINE stands outside of brackets alone, and behind it is whatever the next line
 * begins with. False where the text is not in order.
 */
bool rg_python__next(rg_python_tokens *tokens);

#endif
