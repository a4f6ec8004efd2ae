/* SPDX-License-Identifier: MIT */
/*
 * cpp_tokens.h - inside syntax/: the tokens of C and C++, as far as it takes to see where
 * declarations begin and end. Comments are skipped, the preprocessor's lines are tokens.
 */
#ifndef RG_SYNTAX_CPP_TOKENS_H
#define RG_SYNTAX_CPP_TOKENS_H

#include "base/vec.h"

typedef enum rg_cpp_kind {
	RG_CPP_END,
	RG_CPP_NAME, /* keywords too; '@' of a template (outline.c) is a letter */
	RG_CPP_NUMBER,
	RG_CPP_STRING,	  /* characters too */
	RG_CPP_DIRECTIVE, /* a line of the preprocessor, with those that it goes on in */
	RG_CPP_PUNCT	  /* "::", "->" or one byte */
} rg_cpp_kind;

typedef enum rg_cpp_directive {
	RG_CPP_OTHER,
	RG_CPP_IF,   /* #if, #ifdef, #ifndef */
	RG_CPP_ELSE, /* #else, #elif, … */
	RG_CPP_ENDIF,
	RG_CPP_INCLUDE
} rg_cpp_directive;

typedef struct rg_cpp_tokens {
	const char *begin, *at, *end; /* of the source, and what is left; set by the caller */
	uint32_t line;		      /* of `at`, 1-based; set by the caller */
	/* The token that was read last. */
	rg_cpp_kind kind;
	rg_str text;
	uint32_t text_line;
	rg_cpp_directive directive; /* of a DIRECTIVE */
} rg_cpp_tokens;

/* The next token; false where a comment or a text in quotes does not end. */
bool rg_cpp__next(rg_cpp_tokens *tokens);
/*
 * The last token was an opening bracket: on to the one that closes it, which is the last token
 * then. Branches of an #if inside have to open and close the same number of brackets. False where
 * that bracket is not to be found.
 */
bool rg_cpp__skip_brackets(rg_cpp_tokens *tokens);
/* The same at '<', which in a declaration opens a template's arguments. */
bool rg_cpp__skip_angles(rg_cpp_tokens *tokens);
/* Whether the last token is this text, or a name that is one of these (NULL ends them). */
bool rg_cpp__is(const rg_cpp_tokens *tokens, const char *text);
bool rg_cpp__is_one_of(const rg_cpp_tokens *tokens, const char *const *words);
/* What stands behind the directive's word, without comments' begin: `"a.h"`. */
rg_str rg_cpp__argument(const rg_cpp_tokens *tokens);

#endif
