/* SPDX-License-Identifier: MIT */
/* reason.c - a walk over both texts in which a run of digits equals any other. */
#include "fix/runs/reason.h"

bool rg_reason_is_same(rg_str fingerprint_a, rg_str words_a, rg_str fingerprint_b, rg_str words_b)
{
	if (fingerprint_a.ptr && fingerprint_b.ptr)
		return rg_str_eq(fingerprint_a, fingerprint_b);
	return !fingerprint_a.ptr && !fingerprint_b.ptr && words_a.ptr && words_b.ptr &&
	       rg_str_eq(words_a, words_b);
}

static bool is_digit(rg_str s, size_t at)
{
	return at < s.len && s.ptr[at] >= '0' && s.ptr[at] <= '9';
}

bool rg_reason_is_alike_but_numbers(rg_str a, rg_str b)
{
	size_t i = 0, j = 0;

	if (!a.ptr || !b.ptr)
		return false;
	while (i < a.len && j < b.len) {
		if (is_digit(a, i) && is_digit(b, j)) {
			while (is_digit(a, i))
				i++;
			while (is_digit(b, j))
				j++;
		} else if (a.ptr[i++] != b.ptr[j++]) {
			return false;
		}
	}
	return i == a.len && j == b.len;
}
