/* SPDX-License-Identifier: MIT */
/*
 * scan.c - any bytes are a source file: its tokens, what it defines, and what it gives to Python.
 * What is found lies inside of it. The first word is the name that is looked for.
 */
#include <stdlib.h>

#include "locate/binding.h"
#include "locate/scan.h"
#include "locate/tokens.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_inside(rg_str part, rg_str text)
{
	if (part.ptr < text.ptr || part.ptr + part.len > text.ptr + text.len || part.len == 0)
		abort();
}

static void scan(rg_str path, rg_str text)
{
	rg_scan scan;
	rg_tokens tokens;
	rg_str token, last = {NULL, 0};

	rg_scan_init(&scan, path, text);
	rg_tokens_init(&tokens, text);
	for (; rg_tokens_next(&token, &tokens); last = token) {
		check_inside(token, text);
		(void)rg_scan_defines(&scan, last, token);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	rg_str text = {(const char *)data, size}, rest = text, name = {NULL, 0};
	rg_binding binding;

	scan(RG_STR("a.py"), text);
	scan(RG_STR("a.pyx"), text);
	scan(RG_STR("a.cpp"), text);
	(void)rg_str_part(&name, &rest, ' ');
	if (name.len && rg_binding_find(&binding, text, name))
		for (size_t i = 0; i < binding.n; i++)
			check_inside(binding.targets[i], text);
	return 0;
}
