/* SPDX-License-Identifier: MIT */
/*
 * frame.c - LSP 3.17, "Base Protocol": header lines, an empty line, a body of Content-Length bytes.
 * A body whose length is known can always be passed over, however large it claims to be; without a
 * length the stream is lost, because guessing where a message begins would let text inside of a
 * document be taken for one. Lines may end with LF alone and empty lines before a header are passed
 * over: people type messages, and some clients end a body with a line end that they do not count.
 */
#include "rpc/frame.h"

#include "base/limits.h"
#include "base/mem.h"
#include "base/never.h"

void rg_framer_init(rg_framer *framer)
{
	*framer = (rg_framer){0};
	rg_buf_init(&framer->bytes, RG_LIMIT_MESSAGE_BYTES);
}

void rg_framer_release(rg_framer *framer)
{
	rg_buf_release(&framer->bytes);
	*framer = (rg_framer){0};
}

bool rg_framer_is_inside(const rg_framer *framer)
{
	return framer->state == RG_FRAMER_BODY || framer->state == RG_FRAMER_SKIP ||
	       (framer->state == RG_FRAMER_HEADER && (framer->bytes.len || framer->has_line));
}

static rg_frame_kind lose(rg_framer *framer)
{
	rg_buf_release(&framer->bytes);
	framer->state = RG_FRAMER_LOST;
	return RG_FRAME_LOST;
}

/* The next message begins. Memory of a large body is given back; a body may have held a token. */
static void start_header(rg_framer *framer)
{
	rg_wipe(framer->bytes.ptr, framer->bytes.len);
	if (framer->bytes.size > RG_MiB)
		rg_buf_release(&framer->bytes);
	rg_buf_clear(&framer->bytes);
	framer->state = RG_FRAMER_HEADER;
	framer->header_len = 0;
	framer->has_length = framer->has_line = framer->is_charset_wrong = false;
}

static rg_rc read_length(rg_framer *framer, rg_str value, rg_err *err)
{
	uint64_t length;

	if (!rg_str_u64(&length, value, UINT64_MAX / 2))
		return rg_fail(err, RG_EINVAL, "Content-Length is no length: \"%.*s\"",
			       RG_FMT(rg_str_sub(value, 0, 40)));
	if (framer->has_length && framer->length != length)
		return rg_fail(err, RG_EINVAL, "two different Content-Lengths in one header");
	framer->has_length = true;
	framer->length = length;
	return RG_OK;
}

/* "application/vscode-jsonrpc; charset=utf-8"; utf8 is what old clients send (LSP 3.17). */
static void read_type(rg_framer *framer, rg_str value)
{
	rg_str part;

	while (rg_str_part(&part, &value, ';')) {
		part = rg_str_trim(part);
		if (!rg_str_eq_nocase(rg_str_sub(part, 0, 8), RG_STR("charset=")))
			continue;
		part = rg_str_sub(part, 8, part.len);
		if (part.len >= 2 && part.ptr[0] == '"' && part.ptr[part.len - 1] == '"')
			part = rg_str_sub(part, 1, part.len - 1);
		if (!rg_str_eq_nocase(part, RG_STR("utf-8")) &&
		    !rg_str_eq_nocase(part, RG_STR("utf8")))
			framer->is_charset_wrong = true;
	}
}

static rg_rc read_header_line(rg_framer *framer, rg_str line, rg_err *err)
{
	size_t colon = rg_str_find_char(line, ':');
	rg_str name = rg_str_trim(rg_str_sub(line, 0, colon)), value;

	if (colon == SIZE_MAX)
		return rg_fail(err, RG_EINVAL, "not a header line: \"%.*s\"",
			       RG_FMT(rg_str_sub(line, 0, 40)));
	value = rg_str_trim(rg_str_sub(line, colon + 1, line.len));
	if (rg_str_eq_nocase(name, RG_STR("Content-Length")))
		return read_length(framer, value, err);
	if (rg_str_eq_nocase(name, RG_STR("Content-Type")))
		read_type(framer, value);
	return RG_OK;
}

/* The empty line was read: what follows is the body. */
static rg_frame_kind end_header(rg_framer *framer, rg_err *err)
{
	if (!framer->has_length) {
		(void)rg_fail(err, RG_EINVAL, "a message without Content-Length");
		return lose(framer);
	}
	rg_buf_clear(&framer->bytes);
	framer->left = framer->length;
	framer->state = framer->length > RG_LIMIT_MESSAGE_BYTES || framer->is_charset_wrong
				? RG_FRAMER_SKIP
				: RG_FRAMER_BODY;
	return RG_FRAME_NONE;
}

/* Takes one header line, or what there is of it. */
static rg_frame_kind take_header(rg_framer *framer, rg_str *rest, rg_err *err)
{
	size_t newline = rg_str_find_char(*rest, '\n');
	size_t n = newline == SIZE_MAX ? rest->len : newline + 1;
	rg_str line;
	rg_rc rc;

	if (framer->header_len + n > RG_LIMIT_HEADER_BYTES) {
		(void)rg_fail(err, RG_ETOOBIG, "a header of more than %zu bytes",
			      (size_t)RG_LIMIT_HEADER_BYTES);
		return lose(framer);
	}
	rg_buf_add(&framer->bytes, rg_str_sub(*rest, 0, n));
	*rest = rg_str_sub(*rest, n, rest->len);
	framer->header_len += n;
	if (newline == SIZE_MAX)
		return RG_FRAME_NONE;
	line = rg_buf_str(&framer->bytes);
	(void)rg_str_chop(&line, RG_STR("\n"));
	(void)rg_str_chop(&line, RG_STR("\r"));
	if (line.len == 0) {
		if (framer->has_line)
			return end_header(framer, err);
		start_header(framer);
		return RG_FRAME_NONE;
	}
	framer->has_line = true;
	rc = read_header_line(framer, line, err);
	rg_buf_clear(&framer->bytes);
	return rc < 0 ? lose(framer) : RG_FRAME_NONE;
}

static rg_frame_kind skipped(rg_framer *framer, rg_err *err)
{
	if (framer->is_charset_wrong)
		(void)rg_fail(err, RG_EINVAL, "the content is not declared as utf-8");
	else
		(void)rg_fail(err, RG_ETOOBIG, "a message of %llu bytes, above the limit of %zu",
			      (unsigned long long)framer->length, (size_t)RG_LIMIT_MESSAGE_BYTES);
	start_header(framer);
	return RG_FRAME_SKIPPED;
}

rg_frame_kind rg_framer_next(rg_framer *framer, rg_str *rest, rg_str *body, rg_err *err)
{
	rg_frame_kind kind = RG_FRAME_NONE;
	size_t n;

	/* What the last call lent out has been read by now. */
	if (framer->state == RG_FRAMER_BODY && framer->left == 0 && framer->bytes.len)
		start_header(framer);
	for (;;) {
		switch (framer->state) {
		case RG_FRAMER_LOST:
			*rest = rg_str_sub(*rest, rest->len, rest->len);
			return RG_FRAME_NONE;
		case RG_FRAMER_HEADER:
			if (rest->len == 0)
				return RG_FRAME_NONE;
			if ((kind = take_header(framer, rest, err)) != RG_FRAME_NONE)
				return kind;
			break;
		case RG_FRAMER_SKIP:
			n = rest->len < framer->left ? rest->len : (size_t)framer->left;
			*rest = rg_str_sub(*rest, n, rest->len);
			framer->left -= n;
			return framer->left == 0 ? skipped(framer, err) : RG_FRAME_NONE;
		case RG_FRAMER_BODY:
			n = rest->len < framer->left ? rest->len : (size_t)framer->left;
			rg_buf_add(&framer->bytes, rg_str_sub(*rest, 0, n));
			*rest = rg_str_sub(*rest, n, rest->len);
			framer->left -= n;
			if (framer->left > 0)
				return RG_FRAME_NONE;
			*body = rg_buf_str(&framer->bytes);
			if (framer->length == 0)
				start_header(framer);
			return RG_FRAME_MESSAGE;
		}
	}
}

void rg_frame_render(rg_buf *out, rg_str body)
{
	rg_buf_printf(out, "Content-Length: %zu\r\n\r\n", body.len);
	rg_buf_add(out, body);
}
