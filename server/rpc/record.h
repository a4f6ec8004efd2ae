/* SPDX-License-Identifier: MIT */
/*
 * record.h - a conversation as a transcript: blocks between lines of "---", each a message of the
 * client, then the server's behind "#> " (tests/transcripts/run plays it again). It holds all that
 * the editor sent, documents too, but for a user's token: an answer to redgreen/token is written
 * as null. Pure.
 */
#ifndef RG_RPC_RECORD_H
#define RG_RPC_RECORD_H

#include "base/buf.h"

typedef struct rg_record {
	rg_buf token_ids; /* the answers that are kept secret: each id and a line end */
} rg_record;

void rg_record_init(rg_record *record);
void rg_record_release(rg_record *record);
/* What stands before the first message. */
void rg_record_begin(rg_buf *out);
/* One message without its frame; line ends in it are spaces, which JSON does not tell apart. */
void rg_record_client(rg_buf *out, rg_record *record, rg_str body);
void rg_record_server(rg_buf *out, rg_record *record, rg_str body);

#endif
