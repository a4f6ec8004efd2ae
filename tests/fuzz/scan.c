/* SPDX-License-Identifier: MIT */
/*
 * scan.c - any bytes are a source file: its tokens, what it defines, and what it gives to Python.
 * What is found lies inside of it. The first word is the name that is looked for.
 */
#include <stdlib.h>

#include "locate/binding.h"
#include "locate/scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_inside(rg_str part, rg_str text)
{
	if (part.ptr < text.ptr || part.ptr + part.len > text.ptr + text.len || part.len == 0)
		abort();
}

static void scan(rg_language language, rg_str text)
{
	rg_scan scan;
	rg_str token;
	bool is_definition;

	rg_scan_init(&scan, language, text);
	while (rg_scan_next(&token, &is_definition, &scan))
		check_inside(token, text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	rg_str text = {(const char *)data, size}, rest = text, name = {NULL, 0};
	rg_binding binding;

	scan(RG_LANG_PYTHON, text);
	scan(RG_LANG_CPP, text);
	(void)rg_str_part(&name, &rest, ' ');
	if (name.len && rg_binding_find(&binding, text, name))
		for (size_t i = 0; i < binding.n; i++)
			check_inside(binding.targets[i], text);
	return 0;
}
