/* SPDX-License-Identifier: MIT */
/*
 * http.h - HTTPS to one origin, for one token; the only user of libcurl. What it never does: follow
 * a redirect, speak http to any but this machine, accept a certificate that is not valid for the
 * host, read .netrc, go through a proxy to this machine, take an answer above
 * RG_LIMIT_FORGE_ANSWER_BYTES. There is no switch for any of it. A company's own authority is
 * trusted by SSL_CERT_FILE (or CURL_CA_BUNDLE), a proxy is set by https_proxy, as with curl itself.
 */
#ifndef RG_FORGE_NET_HTTP_H
#define RG_FORGE_NET_HTTP_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "forge/net/deadline.h"
#include "forge/net/secret.h"

typedef struct rg_http rg_http;

/*
 * base: what every path is put behind, "https://api.github.com". headers: NULL-terminated "Name:
 * value", for every request. authorization: the header's line up to the token, of
 * which a copy is kept, which rg_http_free wipes. RG_EINVAL for a
 * base that is neither https nor http to a loopback address.
 */
RG_MUST_CHECK rg_rc rg_http_new(rg_http **out, rg_str base, const char *const *headers,
				const char *authorization, const rg_secret *token,
				rg_deadline deadline, rg_err *err);
/* NULL is accepted. */
void rg_http_free(rg_http *http);

typedef struct rg_http_answer {
	long status;
	rg_buf body, headers; /* raw lines of the last response */
} rg_http_answer;
void rg_http_answer_init(rg_http_answer *answer);
void rg_http_answer_release(rg_http_answer *answer);
/* The value of a header, trimmed; null when there is none. The name is compared without case. */
rg_str rg_http_header(const rg_http_answer *answer, const char *name);

/*
 * Sends one request and waits for the whole answer, whatever its status. body: JSON, or null for
 * none. RG_ENET, in words, when there is no answer (then *may_have_arrived says whether the other
 * side may have got the request); RG_EREFUSED for a certificate that is not trusted; RG_ETOOBIG.
 */
RG_MUST_CHECK rg_rc rg_http_send(rg_http_answer *out, bool *may_have_arrived, rg_http *http,
				 const char *method, rg_str path, rg_str body, rg_err *err);
/* Appends text as a part of a path or a query: all but unreserved characters as %XX. */
void rg_http_escape(rg_buf *out, rg_str text);

#endif
