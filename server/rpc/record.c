/* SPDX-License-Identifier: MIT */
/* record.c - what is no JSON is written as a string of its bytes: it was received, too. */
#include "rpc/record.h"

#include "base/json.h"

#define TOKEN_METHOD "redgreen/token"

void rg_record_init(rg_record *record)
{
	rg_buf_init(&record->token_ids, SIZE_MAX / 2);
}

void rg_record_release(rg_record *record)
{
	rg_buf_release(&record->token_ids);
}

void rg_record_begin(rg_buf *out)
{
	rg_buf_add_z(out, "Recorded by redgreen " RG_VERSION ".\n");
}

/* The id as it is rendered, and a line end; empty when there is none. */
static void render_id(rg_buf *out, const rg_json *message)
{
	const rg_json *id = rg_json_get(message, "id");

	if (id && !rg_json_is_null(id)) {
		rg_json_render(out, id);
		rg_buf_add_char(out, '\n');
	}
}

static bool answers_with_token(const rg_record *record, const rg_json *message)
{
	rg_str awaited = rg_buf_str(&record->token_ids), id;
	bool is_one = false;
	rg_buf rendered;

	rg_buf_init(&rendered, SIZE_MAX / 2);
	if (!rg_json_get(message, "method"))
		render_id(&rendered, message);
	id = rg_buf_str(&rendered);
	while (id.len && awaited.len && !is_one) {
		is_one = rg_str_starts(awaited, id);
		awaited = rg_str_sub(awaited, rg_str_find(awaited, RG_STR("\n")) + 1, awaited.len);
	}
	rg_buf_release(&rendered);
	return is_one;
}

static void add_line(rg_buf *out, rg_str body)
{
	for (size_t i = 0; i < body.len; i++)
		rg_buf_add_char(out,
				body.ptr[i] == '\n' || body.ptr[i] == '\r' ? ' ' : body.ptr[i]);
	rg_buf_add_char(out, '\n');
}

void rg_record_client(rg_buf *out, rg_record *record, rg_str body)
{
	rg_json *message = NULL;
	rg_err err;

	rg_buf_add_z(out, "---\n");
	if (rg_json_parse(&message, body, &err) < 0) {
		rg_buf_add_z(out, "#! body ");
		rg_json_render_str(out, body);
		rg_buf_add_char(out, '\n');
	} else if (record->token_ids.len && answers_with_token(record, message)) {
		rg_buf_add_z(out, "{\"jsonrpc\":\"2.0\",\"id\":");
		rg_json_render(out, rg_json_get(message, "id"));
		rg_buf_add_z(out, ",\"result\":null}\n");
	} else {
		add_line(out, body);
	}
	rg_json_free(message);
}

void rg_record_server(rg_buf *out, rg_record *record, rg_str body)
{
	rg_json *message = NULL;
	rg_err err;

	if (rg_str_has(body, RG_STR("\"" TOKEN_METHOD "\"")) &&
	    rg_json_parse(&message, body, &err) == RG_OK &&
	    rg_str_eq_z(rg_json_str(rg_json_get(message, "method")), TOKEN_METHOD))
		render_id(&record->token_ids, message);
	rg_json_free(message);
	rg_buf_add_z(out, "#> ");
	add_line(out, body);
}
