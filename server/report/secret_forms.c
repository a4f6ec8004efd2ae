/* SPDX-License-Identifier: MIT */
/*
 * secret_forms.c - tokens that their makers gave a form that can be recognised, as a table. The
 * forms are those that the makers document and that gitleaks' rules collect
 * (github.com/gitleaks/gitleaks, config/gitleaks.toml); written by hand because text may be
 * hostile and a regular expression has no bound.
 */
#include "report/secret_forms.h"

#include <string.h>

enum {
	DIGIT = 1 << 0,
	LOWER = 1 << 1,
	UPPER = 1 << 2,
	HEX = 1 << 3, /* lower and upper case */
	UNDER = 1 << 4,
	DASH = 1 << 5,
	DOT = 1 << 6,
	PLUS = 1 << 7, /* + / = of base64 */
	ALNUM = DIGIT | LOWER | UPPER,
	WORD = ALNUM | UNDER | DASH,
	EXACT = 1 << 8, /* min characters, not more */
	MIXED = 1 << 9	/* a digit, an upper and a lower case letter among them */
};

static const struct form {
	const char *prefix;
	int set;
	size_t min; /* characters behind the prefix */
} forms[] = {
	/* GitHub */
	{"ghp_", ALNUM, 30},
	{"gho_", ALNUM, 30},
	{"ghu_", ALNUM, 30},
	{"ghs_", ALNUM | UNDER | DOT | DASH, 30},
	{"ghr_", ALNUM, 30},
	{"github_pat_", ALNUM | UNDER, 22},
	/* GitLab */
	{"glpat-", WORD | DOT, 20},
	{"gldt-", WORD, 20},
	{"glrt-", WORD, 20},
	{"glcbt-", WORD, 20},
	{"glptt-", WORD, 20},
	{"glft-", WORD, 20},
	{"glsoat-", WORD, 20},
	{"glimt-", WORD, 20},
	{"glagent-", WORD, 20},
	{"gloas-", WORD, 20},
	{"glffct-", WORD, 20},
	{"GR1348941", WORD, 20},
	/* clouds */
	{"AKIA", UPPER | DIGIT | EXACT, 16},
	{"ASIA", UPPER | DIGIT | EXACT, 16},
	{"ABIA", UPPER | DIGIT | EXACT, 16},
	{"ACCA", UPPER | DIGIT | EXACT, 16},
	{"AIza", WORD, 35},
	{"ya29.", WORD | DOT, 20},
	{"GOCSPX-", WORD, 20},
	{"dop_v1_", HEX, 40},
	{"doo_v1_", HEX, 40},
	{"dor_v1_", HEX, 40},
	{"LTAI", ALNUM, 16},
	{"dapi", HEX, 32},
	{"hvs.", WORD, 20},
	{"hvb.", WORD, 20},
	{"hvr.", WORD, 20},
	{"tfp_", ALNUM, 30},
	{"pul-", HEX, 40},
	/* registries and CI */
	{"npm_", ALNUM, 30},
	{"pypi-AgE", WORD, 30},
	{"rubygems_", HEX, 40},
	{"dckr_pat_", WORD, 20},
	{"dckr_oat_", WORD, 20},
	{"CCIPAT_", WORD, 30},
	{"sntrys_", ALNUM | UNDER | PLUS, 30},
	{"sntryu_", HEX, 40},
	{"sqp_", HEX, 40},
	{"sqa_", HEX, 40},
	{"squ_", HEX, 40},
	{"oy2", LOWER | DIGIT | EXACT, 43},
	{"cio", ALNUM | EXACT | MIXED, 32},
	/* chat, mail, payment and the like */
	{"xoxb-", ALNUM | DASH, 10},
	{"xoxp-", ALNUM | DASH, 10},
	{"xoxa-", ALNUM | DASH, 10},
	{"xoxr-", ALNUM | DASH, 10},
	{"xoxs-", ALNUM | DASH, 10},
	{"xoxe-", ALNUM | DASH, 10},
	{"xoxe.", ALNUM | DASH | DOT, 10},
	{"xapp-", ALNUM | DASH, 20},
	{"hooks.slack.com/services/", WORD | PLUS, 20},
	{"hooks.slack.com/workflows/", WORD | PLUS, 20},
	{"discord.com/api/webhooks/", WORD | PLUS, 40},
	{"discordapp.com/api/webhooks/", WORD | PLUS, 40},
	{"SG.", WORD | DOT, 40},
	{"key-", HEX | EXACT, 32},
	{"SK", HEX | EXACT, 32},
	{"sk_live_", ALNUM, 10},
	{"sk_test_", ALNUM, 10},
	{"rk_live_", ALNUM, 10},
	{"rk_test_", ALNUM, 10},
	{"whsec_", ALNUM | PLUS, 20},
	{"sq0csp-", WORD, 20},
	{"sq0atp-", WORD, 20},
	{"EAAA", WORD | MIXED, 56},
	{"shpat_", HEX, 32},
	{"shpss_", HEX, 32},
	{"shpca_", HEX, 32},
	{"shppa_", HEX, 32},
	{"sk-ant-", WORD, 20},
	{"sk-proj-", WORD, 20},
	{"sk-", WORD | MIXED, 30},
	{"hf_", ALNUM, 30},
	{"r8_", ALNUM, 30},
	{"gsk_", ALNUM, 30},
	{"NRAK-", ALNUM, 20},
	{"NRJS-", HEX, 16},
	{"PMAK-", WORD, 40},
	{"glc_", ALNUM | PLUS, 30},
	{"glsa_", ALNUM | UNDER, 30},
	{"lin_api_", ALNUM, 30},
	{"secret_", ALNUM | MIXED, 40},
	{"ntn_", ALNUM, 40},
	{"figd_", WORD, 30},
	{"pat-na1-", HEX | DASH, 30},
	{"ATATT3", WORD | PLUS, 30},
	{"ATCTT3", WORD | PLUS, 30},
	{"ATBB", ALNUM | MIXED, 28},
	{"AGE-SECRET-KEY-1", UPPER | DIGIT, 50},
	{"dp.pt.", ALNUM, 40},
	{"dp.st.", ALNUM | DOT | UNDER | DASH, 40},
	{"fo1_", WORD, 40},
	{"FlyV1 ", WORD | PLUS, 40},
	{"EZAK", ALNUM, 50},
	{"rdme_", LOWER | DIGIT, 60},
	{"sgp_", ALNUM | UNDER, 40},
	{"p8e-", ALNUM, 32},
	{"eyJ", WORD | DOT | PLUS, 60}, /* a JWT is tried before, and may be shorter */
};
#define N_FORMS (sizeof(forms) / sizeof(forms[0]))

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_alnum(char c)
{
	return is_digit(c) || is_lower(c) || is_upper(c);
}

static bool is_in(char c, int set)
{
	return ((set & DIGIT) && is_digit(c)) || ((set & LOWER) && is_lower(c)) ||
	       ((set & UPPER) && is_upper(c)) ||
	       ((set & HEX) && (is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))) ||
	       ((set & UNDER) && c == '_') || ((set & DASH) && c == '-') ||
	       ((set & DOT) && c == '.') || ((set & PLUS) && (c == '+' || c == '/' || c == '='));
}

static size_t run(rg_str text, size_t i, int set)
{
	size_t from = i;

	while (i < text.len && is_in(text.ptr[i], set))
		i++;
	return i - from;
}

static bool is_mixed(rg_str text)
{
	bool has_digit = false, has_lower = false, has_upper = false;

	for (size_t i = 0; i < text.len; i++) {
		has_digit |= is_digit(text.ptr[i]);
		has_lower |= is_lower(text.ptr[i]);
		has_upper |= is_upper(text.ptr[i]);
	}
	return has_digit && has_lower && has_upper;
}

static bool starts_at(rg_str text, size_t i, const char *z)
{
	size_t len = strlen(z);

	return len <= text.len - i && memcmp(text.ptr + i, z, len) == 0;
}

static bool by_table(rg_span *out, rg_str text, size_t i)
{
	for (size_t k = 0; k < N_FORMS; k++) {
		const struct form *form = &forms[k];
		size_t at, n;

		if (form->prefix[0] != text.ptr[i] || !starts_at(text, i, form->prefix))
			continue;
		at = i + strlen(form->prefix);
		n = run(text, at, form->set);
		if (n < form->min || ((form->set & EXACT) && n != form->min) ||
		    ((form->set & EXACT) && at + n < text.len && is_alnum(text.ptr[at + n])) ||
		    ((form->set & MIXED) && !is_mixed(rg_str_sub(text, at, at + n))))
			continue;
		*out = (rg_span){i, at + n};
		return true;
	}
	return false;
}

/* RFC 7519: three base64url parts, the first of which is a JSON object. */
static bool json_web_token(rg_span *out, rg_str text, size_t i)
{
	size_t n, at = i;

	if (!starts_at(text, i, "eyJ") || (n = run(text, at, WORD)) < 10)
		return false;
	at += n;
	if (at >= text.len || text.ptr[at] != '.' || (n = run(text, at + 1, WORD)) < 8)
		return false;
	*out = (rg_span){i, at + run(text, at, WORD | DOT)};
	return true;
}

/* Digits, a colon and 35 characters: a Telegram bot's. */
static bool telegram_token(rg_span *out, rg_str text, size_t i)
{
	size_t n = run(text, i, DIGIT), m;

	if (n < 8 || n > 10 || i + n >= text.len || text.ptr[i + n] != ':')
		return false;
	m = run(text, i + n + 1, WORD);
	*out = (rg_span){i, i + n + 1 + m};
	return m >= 34 && m <= 36 && text.ptr[i + n + 1] == 'A';
}

/* RFC 7468; up to its end line, or to the end when that is missing. */
static bool private_key(rg_span *out, rg_str text, size_t i)
{
	static const rg_str end = RG_STR_INIT("-----END ");
	rg_str head = rg_str_sub(text, i, i + 100), rest;
	size_t at, line;

	if (!starts_at(text, i, "-----BEGIN "))
		return false;
	at = rg_str_find(rg_str_sub(head, 11, head.len), RG_STR("-----"));
	if (at == SIZE_MAX || !rg_str_has(rg_str_sub(head, 11, 11 + at), RG_STR("PRIVATE KEY")))
		return false;
	rest = rg_str_sub(text, i, text.len);
	at = rg_str_find(rest, end);
	if (at == SIZE_MAX) {
		*out = (rg_span){i, text.len};
		return true;
	}
	line = rg_str_find(rg_str_sub(rest, at + end.len, at + 100), RG_STR("-----"));
	*out = (rg_span){i, i + (line == SIZE_MAX ? at : at + end.len + line + 5)};
	return true;
}

/* RFC 3986, section 3.2.1: what stands before "@" behind "://"; i is at the colon. */
static bool user_information(rg_span *out, rg_str text, size_t i)
{
	size_t begin = i + 3, end = begin, at = SIZE_MAX;
	bool has_colon = false, is_http;
	rg_str user;

	if (!starts_at(text, i, "://") || i == 0 || !is_alnum(text.ptr[i - 1]))
		return false;
	for (; end < text.len && !memchr("/?# \t\n\"'<>`\\", text.ptr[end], 12); end++)
		if (text.ptr[end] == '@')
			at = end;
	if (at == SIZE_MAX || at == begin)
		return false;
	user = rg_str_sub(text, begin, at);
	has_colon = rg_str_find_char(user, ':') != SIZE_MAX;
	is_http = (i >= 4 && starts_at(text, i - 4, "http")) ||
		  (i >= 5 && starts_at(text, i - 5, "https"));
	if (rg_str_eq_z(user, "git") || (!has_colon && !is_http))
		return false;
	*out = (rg_span){begin, at};
	return true;
}

/* "Bearer " and a token, wherever it stands. */
static bool bearer(rg_span *out, rg_str text, size_t i)
{
	size_t n;

	if (!starts_at(text, i, "Bearer ") && !starts_at(text, i, "bearer "))
		return false;
	n = run(text, i + 7, WORD | DOT | PLUS);
	*out = (rg_span){i + 7, i + 7 + n};
	return n >= 16 && (n >= 24 || is_mixed(rg_str_sub(text, i + 7, i + 7 + n)));
}

/*
 * Whether a token may begin at i. Not behind "_" or "-": they are part of tokens, and trying again
 * at each of them would cost the square of a long one. "\n" in the repr of a text is an end of
 * line.
 */
static bool is_boundary(rg_str text, size_t i)
{
	if (i == 0 || !is_in(text.ptr[i - 1], WORD))
		return true;
	return i >= 2 && text.ptr[i - 2] == '\\' && memchr("nrt", text.ptr[i - 1], 3);
}

bool rg_report__secret_form(rg_span *out, rg_str text, size_t i)
{
	char c = text.ptr[i];

	if (c == ':')
		return user_information(out, text, i);
	if (c == '-')
		return private_key(out, text, i);
	if (!is_alnum(c) || !is_boundary(text, i))
		return false;
	if (is_digit(c))
		return telegram_token(out, text, i);
	return json_web_token(out, text, i) || by_table(out, text, i) || bearer(out, text, i);
}
