/* SPDX-License-Identifier: MIT */
/* json.c - what the strict scanner lets through can be rendered and read again, unchanged. */
#include <stdlib.h>

#include "base/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	rg_str bytes = {(const char *)data, size};
	rg_json *json = NULL, *again = NULL;
	rg_buf first, second;
	rg_err err;

	if (rg_json_parse(&json, bytes, &err) < 0)
		return 0;
	(void)rg_json_raw_member(bytes, "id");
	rg_buf_init(&first, SIZE_MAX / 2);
	rg_buf_init(&second, SIZE_MAX / 2);
	rg_json_render(&first, json);
	if (rg_json_parse(&again, rg_buf_str(&first), &err) < 0)
		abort();
	rg_json_render(&second, again);
	if (!rg_str_eq(rg_buf_str(&first), rg_buf_str(&second)))
		abort();
	rg_buf_release(&first);
	rg_buf_release(&second);
	rg_json_free(json);
	rg_json_free(again);
	return 0;
}
