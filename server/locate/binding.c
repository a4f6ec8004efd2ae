/* SPDX-License-Identifier: MIT */
/*
 * binding.c - no C++ is parsed: every identifier up to the end of the statement is a target, but
 * for words that all bindings have. Which of them is defined somewhere is the index's to say.
 */
#include "locate/binding.h"

#include "locate/scan.h"
#include "locate/tokens.h"

#define STATEMENT_MAX 400

/* Whether all bindings have this word. */
static bool is_plain(rg_str word)
{
	static const rg_str words[] = {
		RG_STR_INIT("PyCFunction"), RG_STR_INIT("PyCFunctionWithKeywords"),
		RG_STR_INIT("getter"),	    RG_STR_INIT("setter"),
		RG_STR_INIT("NULL"),	    RG_STR_INIT("nullptr"),
		RG_STR_INIT("static_cast"), RG_STR_INIT("const"),
		RG_STR_INIT("void"),	    RG_STR_INIT("int"),
		RG_STR_INIT("float"),	    RG_STR_INIT("double"),
		RG_STR_INIT("bool"),	    RG_STR_INIT("char"),
		RG_STR_INIT("auto"),	    RG_STR_INIT("return"),
		RG_STR_INIT("std"),	    RG_STR_INIT("py"),
		RG_STR_INIT("nb"),	    RG_STR_INIT("arg"),
		RG_STR_INIT("self"),	    RG_STR_INIT("doc"),
		RG_STR_INIT("module"),	    RG_STR_INIT("mod"),
		RG_STR_INIT("string"),	    RG_STR_INIT("vector"),
		RG_STR_INIT("optional"),    RG_STR_INIT("args"),
		RG_STR_INIT("kwargs"),	    RG_STR_INIT("size_t"),
		RG_STR_INIT("def"),	    RG_STR_INIT("init"),
	};

	if (word.len < 3 || rg_str_starts(word, RG_STR("METH_")) ||
	    rg_str_starts(word, RG_STR("Py_")))
		return true;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (rg_str_eq(word, words[i]))
			return true;
	return false;
}

static bool has(const rg_binding *binding, rg_str word)
{
	for (size_t i = 0; i < binding->n; i++)
		if (rg_str_eq(binding->targets[i], word))
			return true;
	return false;
}

/* Adds the names in a stretch of code without quotes. */
static void read_code(rg_binding *out, const char *at, const char *end)
{
	rg_str word;

	while (out->n < RG_BINDING_TARGETS && rg_token__next(&word, &at, end)) {
		bool is_scope = end - at >= 2 && at[0] == ':' && at[1] == ':';

		if (!is_scope && !is_plain(word) && !has(out, word))
			out->targets[out->n++] = word;
	}
}

/* From behind the quoted name to the statement's end, or to where another name is bound. */
static void read_targets(rg_binding *out, rg_str rest)
{
	const char *begin = rest.ptr, *end = rest.ptr + rest.len, *at = begin;
	size_t depth = 0;

	if (rest.len > STATEMENT_MAX)
		end = begin + STATEMENT_MAX;
	for (; at < end && (depth > 0 || *at != ';'); at++) {
		depth += *at == '{';
		if (*at == '}' && depth-- == 0)
			break;
		if (*at != '"')
			continue;
		if (at > rest.ptr && (at[-1] == '(' || at[-1] == '<' || at[-1] == '{'))
			break;
		read_code(out, begin, at);
		at = memchr(at + 1, '"', (size_t)(end - at - 1));
		if (!at)
			return;
		begin = at + 1;
	}
	read_code(out, begin, at);
}

bool rg_binding_find(rg_binding *out, rg_str source, rg_str name)
{
	size_t from = 0, at;
	bool is_found = false;

	*out = (rg_binding){.n = 0};
	while ((at = rg_str_find(rg_str_sub(source, from, source.len), name)) != SIZE_MAX) {
		size_t begin = from + at, end = begin + name.len;

		from = end;
		if (!rg_scan_is_quoted(source, begin, end) || !rg_scan_binds(source, begin))
			continue;
		is_found = true;
		while (end < source.len && source.ptr[end] != '"' && source.ptr[end] != '\n')
			end++;
		read_targets(out, rg_str_sub(source, end + 1, source.len));
	}
	return is_found;
}
