/* SPDX-License-Identifier: MIT */
/*
 * http.c - libcurl, with one easy handle and every door closed that is not needed. Each closed one
 * has let a token out somewhere before: redirects (CVE-2018-1000007, CVE-2022-27774), .netrc with
 * redirects (CVE-2024-11053, CVE-2026-3783), reuse of connections (CVE-2026-1965), a proxy that
 * sees plain http. The token is in curl's list of headers; that list is ours and is wiped.
 */
#include "forge/net/http.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"

#define CONNECT_MS    10000
#define TOTAL_MS      30000
#define STALLED_S     15L /* less than a byte a second for so long: the other side is gone */
#define HEADERS_BYTES ((size_t)64 * 1024)

struct rg_http {
	CURL *curl;
	struct curl_slist *headers; /* the token is in one of them */
	char *base;
	rg_deadline deadline;
	char why[CURL_ERROR_SIZE];
};

/* ---- one answer ------------------------------------------------------------------------------ */

void rg_http_answer_init(rg_http_answer *answer)
{
	answer->status = 0;
	rg_buf_init(&answer->body, RG_LIMIT_FORGE_ANSWER_BYTES);
	rg_buf_init(&answer->headers, HEADERS_BYTES);
}

void rg_http_answer_release(rg_http_answer *answer)
{
	rg_buf_release(&answer->headers);
	rg_buf_release(&answer->body);
}

rg_str rg_http_header(const rg_http_answer *answer, const char *name)
{
	rg_str rest = rg_buf_str(&answer->headers), line;

	while (rg_str_line(&line, &rest)) {
		size_t colon = rg_str_find_char(line, ':');

		if (colon != SIZE_MAX &&
		    rg_str_eq_nocase(rg_str_sub(line, 0, colon), rg_str_of(name)))
			return rg_str_trim(rg_str_sub(line, colon + 1, line.len));
	}
	return (rg_str){0};
}

static size_t on_body(char *bytes, size_t size, size_t n, void *data)
{
	rg_http_answer *answer = data;

	rg_buf_add(&answer->body, (rg_str){bytes, size * n});
	return answer->body.is_cut ? 0 : size * n;
}

/* A status line begins the headers anew: those of an interim response are not wanted. */
static size_t on_header(char *bytes, size_t size, size_t n, void *data)
{
	rg_http_answer *answer = data;
	rg_str line = {bytes, size * n};

	if (rg_str_starts(line, RG_STR("HTTP/")))
		rg_buf_clear(&answer->headers);
	rg_buf_add(&answer->headers, line);
	return size * n;
}

/* ---- the handle ------------------------------------------------------------------------------ */

/* The host of an address, with its port. */
static rg_str host_of(rg_str url)
{
	url = rg_str_sub(url, rg_str_find(url, RG_STR("://")) + 3, url.len);
	return rg_str_sub(url, 0, rg_str_find_char(url, '/'));
}

static bool is_loopback(rg_str host)
{
	rg_str port, digits = host;
	size_t colon = rg_str_rfind_char(host, ':'), n_dots = 0;

	if (rg_str_eq_z(host, "[::1]") || rg_str_starts(host, RG_STR("[::1]:")))
		return true;
	host = rg_str_sub(host, 0, colon);
	port = rg_str_sub(digits, colon == SIZE_MAX ? digits.len : colon + 1, digits.len);
	for (size_t i = 0; i < port.len; i++)
		if (port.ptr[i] < '0' || port.ptr[i] > '9')
			return false;
	if (rg_str_eq_z(host, "localhost"))
		return true;
	if (!rg_str_skip(&host, RG_STR("127.")))
		return false;
	for (size_t i = 0; i < host.len; i++) {
		n_dots += host.ptr[i] == '.';
		if (host.ptr[i] != '.' && (host.ptr[i] < '0' || host.ptr[i] > '9'))
			return false;
	}
	return n_dots == 2;
}

static rg_rc check_base(bool *is_local, rg_str base, rg_err *err)
{
	rg_str host = host_of(base);

	*is_local = is_loopback(host);
	for (size_t i = 0; i < base.len; i++)
		if (base.ptr[i] <= ' ' || base.ptr[i] > '~' || base.ptr[i] == '@' ||
		    base.ptr[i] == '\\' || base.ptr[i] == '?' || base.ptr[i] == '#')
			return rg_fail(err, RG_EINVAL, "\"%.*s\" is no address of an API",
				       RG_FMT(base));
	if (!host.len || !(rg_str_starts(base, RG_STR("https://")) ||
			   (rg_str_starts(base, RG_STR("http://")) && *is_local)))
		return rg_fail(err, RG_EINVAL, "\"%.*s\" is not https, so no token goes there",
			       RG_FMT(base));
	return RG_OK;
}

static void add_header(rg_http *http, const char *line)
{
	struct curl_slist *longer = curl_slist_append(http->headers, line);

	if (!longer)
		rg_out_of_memory(strlen(line));
	http->headers = longer;
}

static void add_token(rg_http *http, const char *authorization, const rg_secret *token)
{
	char line[RG_SECRET_MAX + 64];

	snprintf(line, sizeof(line), "%s%.*s", authorization, (int)token->len, token->bytes);
	add_header(http, line);
	rg_wipe(line, sizeof(line));
}

/* What never changes; every request adds its method, address, body and time. */
static void close_doors(rg_http *http, bool is_local)
{
	CURL *curl = http->curl;
	const char *authorities = getenv("SSL_CERT_FILE");

	if (!authorities || !*authorities)
		authorities = getenv("CURL_CA_BUNDLE");
#if LIBCURL_VERSION_NUM >= 0x075500
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, is_local ? "http,https" : "https");
#else
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS,
			 (long)(is_local ? CURLPROTO_HTTP | CURLPROTO_HTTPS : CURLPROTO_HTTPS));
#endif
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_UNRESTRICTED_AUTH, 0L);
	curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (authorities && *authorities)
		curl_easy_setopt(curl, CURLOPT_CAINFO, authorities);
	if (is_local)
		curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 1L);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, STALLED_S);
	curl_easy_setopt(curl, CURLOPT_MAXFILESIZE, (long)RG_LIMIT_FORGE_ANSWER_BYTES);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "redgreen/" RG_VERSION);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, http->why);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, http->headers);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
}

rg_rc rg_http_new(rg_http **out, rg_str base, const char *const *headers, const char *authorization,
		  const rg_secret *token, rg_deadline deadline, rg_err *err)
{
	rg_http *http;
	bool is_local;
	rg_rc rc = check_base(&is_local, base, err);

	if (rc < 0)
		return rc;
	http = rg_calloc(1, sizeof(*http));
	http->deadline = deadline;
	http->base = rg_strdup(base);
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || !(http->curl = curl_easy_init())) {
		rg_http_free(http);
		return rg_fail(err, RG_EEXTERNAL, "libcurl cannot be initialised");
	}
	for (; *headers; headers++)
		add_header(http, *headers);
	add_header(http, "Expect:"); /* no round trip before a body */
	add_token(http, authorization, token);
	close_doors(http, is_local);
	*out = http;
	return RG_OK;
}

void rg_http_free(rg_http *http)
{
	if (!http)
		return;
	for (struct curl_slist *line = http->headers; line; line = line->next)
		rg_wipe(line->data, strlen(line->data));
	curl_easy_cleanup(http->curl);
	curl_slist_free_all(http->headers);
	curl_global_cleanup();
	free(http->base);
	free(http);
}

/* ---- one request ----------------------------------------------------------------------------- */

static rg_rc no_answer(bool *may_have_arrived, rg_http *http, const rg_http_answer *answer,
		       CURLcode code, rg_err *err)
{
	rg_str host = host_of(rg_str_of(http->base));
	const char *why = http->why[0] ? http->why : curl_easy_strerror(code);
	long sent = 0;

	curl_easy_getinfo(http->curl, CURLINFO_REQUEST_SIZE, &sent);
	*may_have_arrived = sent > 0;
	if (answer->body.is_cut || code == CURLE_FILESIZE_EXCEEDED)
		return rg_fail(err, RG_ETOOBIG, "the answer of %.*s has more than %zu bytes",
			       RG_FMT(host), (size_t)RG_LIMIT_FORGE_ANSWER_BYTES);
	if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE)
		return rg_fail(err, RG_EREFUSED,
			       "the certificate of %.*s is not trusted (%s); nothing was sent; for "
			       "an authority of your own set SSL_CERT_FILE",
			       RG_FMT(host), why);
	return rg_fail(err, RG_ENET, "no answer from %.*s (%s)", RG_FMT(host), why);
}

rg_rc rg_http_send(rg_http_answer *out, bool *may_have_arrived, rg_http *http, const char *method,
		   rg_str path, rg_str body, rg_err *err)
{
	CURL *curl = http->curl;
	uint64_t left = rg_deadline_left(http->deadline, TOTAL_MS);
	rg_buf url;
	CURLcode code;

	*may_have_arrived = false;
	out->status = 0;
	rg_buf_clear(&out->body);
	rg_buf_clear(&out->headers);
	if (!left)
		return rg_fail(err, RG_ENET, "the time for the forge is over");
	rg_buf_init(&url, 16 * 1024);
	rg_buf_add_z(&url, http->base);
	rg_buf_add(&url, path);
	http->why[0] = '\0';
	curl_easy_setopt(curl, CURLOPT_URL, url.ptr);
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
	curl_easy_setopt(curl, CURLOPT_POST, body.ptr ? 1L : 0L);
	/* On a connection that is used again and breaks, curl sends the request once more by
	 * itself; what creates something must not be sent twice unknown to us. */
	curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, body.ptr ? 1L : 0L);
	if (body.ptr) {
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.ptr);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)body.len);
	} else {
		curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
	}
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
			 (long)(left < CONNECT_MS ? left : CONNECT_MS));
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)left);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, out);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, out);
	code = curl_easy_perform(curl);
	rg_buf_release(&url);
	if (code != CURLE_OK)
		return no_answer(may_have_arrived, http, out, code, err);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &out->status);
	return RG_OK;
}

void rg_http_escape(rg_buf *out, rg_str text)
{
	static const rg_str plain =
		RG_STR_INIT("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

	for (size_t i = 0; i < text.len; i++) {
		if (rg_str_find_char(plain, text.ptr[i]) != SIZE_MAX)
			rg_buf_add_char(out, text.ptr[i]);
		else
			rg_buf_printf(out, "%%%02X", (unsigned char)text.ptr[i]);
	}
}
