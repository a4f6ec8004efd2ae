/* SPDX-License-Identifier: MIT */
/*
 * cpp_declaration.c - a declaration is read up to what decides what it is: the bracket behind a
 * function's parameters or behind a class's name, a value, or its end. What it has that is not
 * known here (a macro instead of a specifier, a name in brackets, parameters declared in K&R's way,
 * a concept, an #if within) makes it odd, which a function must not be, or ends the reading.
 */
#include "syntax/cpp_scan.h"

#define PARTS_MAX 8 /* of a::b::c */

/* What was read of a declaration. */
typedef struct head {
	size_t begin;
	uint32_t line;
	rg_str parts[PARTS_MAX]; /* of the name that was read last */
	size_t n_parts;
	size_t n_before;   /* names and signs before that name */
	bool is_name_last; /* the last token was a part of it, or its arguments */
	bool is_qualified; /* the last token was "::" */
	bool has_parameters;
	bool has_class; /* with a body */
	bool has_type;	/* `struct x` */
	bool is_odd;	/* no function's head */
} head;

static bool skip_brackets(rg_cpp_scan *s)
{
	return rg_cpp__skip_brackets(&s->tokens);
}

static bool skip_angles(rg_cpp_scan *s)
{
	return rg_cpp__skip_angles(&s->tokens);
}

static size_t offset(const rg_cpp_scan *s)
{
	return (size_t)(s->tokens.text.ptr - s->o->source.ptr);
}

/* A word with brackets behind it, as alignas(8): to the last of them. */
static bool skip_call(rg_cpp_scan *s)
{
	return rg_scan__next(s) && rg_scan__is(s, "(") && skip_brackets(s);
}

static bool is_attribute(const rg_cpp_scan *s)
{
	static const char *const words[] = {"__attribute__", "__attribute", "__declspec",
					    "alignas",	     "_Alignas",    NULL};

	return rg_scan__is_one_of(s, words);
}

/* ---- definitions ---------------------------------------------------------------------------- */

/* What was defined last at this depth ends with the last token. */
static void end_definition(rg_cpp_scan *s, size_t idx)
{
	rg_definition *d = &s->o->out->definitions.items[idx];

	d->end = offset(s) + 1;
	d->end_line = s->tokens.text_line;
}

/* At the bracket that closes a class; one attribute behind it is a part of it. To what follows. */
bool rg_cpp__end_class(rg_cpp_scan *s, size_t idx)
{
	if (idx != SIZE_MAX)
		end_definition(s, idx);
	if (!rg_scan__next(s))
		return false;
	if (!rg_scan__is(s, "__attribute__") && !rg_scan__is(s, "__attribute"))
		return true;
	if (!skip_call(s))
		return false;
	if (idx != SIZE_MAX)
		end_definition(s, idx);
	return rg_scan__next(s);
}

static size_t define(rg_cpp_scan *s, const rg_definition *place, rg_str name)
{
	s->o->depth = (uint32_t)s->n_open;
	return rg_outliner__define(s->o, place, name, "::")->definition_idx;
}

static rg_str joined(rg_cpp_scan *s, const head *h)
{
	rg_str out = h->parts[0];

	for (size_t i = 1; i < h->n_parts; i++)
		out = rg_arena_printf(s->o->arena, "%.*s::%.*s", RG_FMT(out), RG_FMT(h->parts[i]));
	return out;
}

/* To the ';' that ends the declaration, over whatever value it has. */
bool rg_cpp__skip_value(rg_cpp_scan *s)
{
	while (!rg_scan__is(s, ";")) {
		if (s->tokens.kind == RG_CPP_DIRECTIVE || s->tokens.kind == RG_CPP_END)
			return false;
		if (s->tokens.kind == RG_CPP_PUNCT) {
			char c = *s->tokens.text.ptr;

			if (c == '(' || c == '[' || c == '{') {
				if (!skip_brackets(s))
					return false;
			} else if (c == ')' || c == ']' || c == '}') {
				return false;
			}
		}
		if (!rg_scan__next(s))
			return false;
	}
	return true;
}

/* At a function's body, a bracket or `= default;`: the definition, and the token that ends it. */
static bool read_body(rg_cpp_scan *s, const head *h)
{
	rg_definition place = {.begin = h->begin, .line = h->line};
	size_t idx;

	if (h->is_odd || h->has_class || !h->n_parts || (!h->n_before && s->language == RG_LANG_C))
		return false;
	idx = define(s, &place, joined(s, h));
	rg_outliner__close(s->o, (uint32_t)s->n_open);
	if (rg_scan__is(s, "{") ? !skip_brackets(s) : !rg_scan__next(s) || !rg_scan__is(s, ";"))
		return false;
	end_definition(s, idx);
	return true;
}

/* At '='. */
static bool read_value(rg_cpp_scan *s, const head *h)
{
	if (!rg_scan__next(s))
		return false;
	if (h->has_parameters && !h->is_odd &&
	    (rg_scan__is(s, "default") || rg_scan__is(s, "delete")))
		return read_body(s, h);
	return rg_cpp__skip_value(s);
}

/* ---- names ---------------------------------------------------------------------------------- */

static void forget_name(head *h)
{
	h->n_before += h->n_parts ? 1 : 0;
	h->n_parts = 0;
	h->is_name_last = h->is_qualified = false;
}

static bool add_part(head *h, rg_str part)
{
	if (!h->is_qualified)
		forget_name(h);
	if (h->n_parts == PARTS_MAX)
		return false;
	h->parts[h->n_parts++] = part;
	h->is_name_last = true;
	h->is_qualified = false;
	return true;
}

/* `operator==`, `operator bool`, `operator()`: up to the parameters' bracket. */
static bool read_operator(rg_cpp_scan *s, head *h)
{
	const char *begin = s->tokens.text.ptr, *end = begin;

	if (!rg_scan__next(s))
		return false;
	if (rg_scan__is(s, "(")) {
		if (!rg_scan__next(s) || !rg_scan__is(s, ")"))
			return false;
		end = s->tokens.at;
		if (!rg_scan__next(s))
			return false;
	} else {
		if (s->tokens.kind == RG_CPP_NAME && h->is_qualified)
			return false;
		while (!rg_scan__is(s, "(")) {
			if (s->tokens.kind != RG_CPP_PUNCT && s->tokens.kind != RG_CPP_NAME)
				return false;
			if (rg_scan__is(s, ";") || rg_scan__is(s, "{") || rg_scan__is(s, "}"))
				return false;
			end = s->tokens.at;
			if (!rg_scan__next(s))
				return false;
		}
	}
	return rg_scan__is(s, "(") && add_part(h, (rg_str){begin, (size_t)(end - begin)});
}

static bool read_name(rg_cpp_scan *s, head *h)
{
	/* What ends a function's head, and says nothing here. */
	static const char *const behind[] = {"const",	 "volatile", "override", "final",
					     "noexcept", "throw",    "restrict", NULL};
	/* Statements, and declarations that this pass does not know. */
	static const char *const unknown[] = {
		"if",	    "else",	"for",	     "while",	 "do",	       "switch",
		"case",	    "return",	"goto",	     "requires", "concept",    "try",
		"asm",	    "__asm__",	"friend",    "public",	 "private",    "protected",
		"decltype", "__typeof", "namespace", "template", "__typeof__", "typeof",
		"export",   NULL};

	if (rg_scan__is_one_of(s, unknown))
		return false;
	if (h->has_parameters) {
		h->is_odd |= !rg_scan__is_one_of(s, behind);
		return true;
	}
	return add_part(h, s->tokens.text);
}

/* '(' of parameters, or of something else; a name in brackets makes no function here. */
static bool read_brackets(rg_cpp_scan *s, head *h)
{
	static const char *const types[] = {"void",   "int",   "char", "short",	 "long",
					    "float",  "bool",  "auto", "double", "unsigned",
					    "signed", "_Bool", NULL};
	const char *inside = s->tokens.at;

	if (h->has_parameters || !h->is_name_last)
		h->is_odd = true;
	for (size_t i = 0; h->n_parts == 1 && types[i]; i++)
		h->is_odd |= rg_str_eq_z(h->parts[0], types[i]);
	while (inside < s->tokens.end && (*inside == ' ' || *inside == '\n'))
		inside++;
	if (inside < s->tokens.end && (*inside == '*' || *inside == '&' || *inside == '^'))
		h->is_odd = true;
	h->has_parameters = true;
	return skip_brackets(s);
}

/* ---- classes -------------------------------------------------------------------------------- */

/*
 * At `class`, `struct`, `union` or `enum`. *is_open: its bracket was opened and declarations
 * follow; otherwise the last token is the one behind its name or its body.
 */
static bool read_class(rg_cpp_scan *s, head *h, bool *is_open)
{
	rg_definition place = {
		.kind = RG_DEF_CLASS, .begin = offset(s), .line = s->tokens.text_line};
	bool is_enum = rg_scan__is(s, "enum"), is_begun = false;
	head name = {0};
	size_t idx = SIZE_MAX;

	*is_open = false;
	forget_name(h);
	h->n_before++;
	for (;;) {
		if (!rg_scan__next(s))
			return false;
		if (is_attribute(s)) {
			if (!skip_call(s))
				return false;
		} else if (is_enum && !is_begun &&
			   (rg_scan__is(s, "class") || rg_scan__is(s, "struct"))) {
			is_begun = true;
		} else if (rg_scan__is(s, "[") && !name.n_parts) {
			if (!skip_brackets(s))
				return false;
		} else if (rg_scan__is(s, "final") && name.n_parts) {
			continue;
		} else if (s->tokens.kind == RG_CPP_NAME && (!name.n_parts || name.is_qualified)) {
			if (!add_part(&name, s->tokens.text))
				return false;
		} else if (rg_scan__is(s, "::")) {
			name.is_qualified = true;
		} else if (rg_scan__is(s, "<") && name.n_parts) {
			if (!skip_angles(s))
				return false;
		} else {
			break;
		}
	}
	if (rg_scan__is(s, ":")) {
		while (!rg_scan__is(s, "{"))
			if (!rg_scan__next(s) || rg_scan__is(s, ";") ||
			    s->tokens.kind == RG_CPP_END || s->tokens.kind == RG_CPP_DIRECTIVE ||
			    (rg_scan__is(s, "<") && !skip_angles(s)))
				return false;
	}
	if (!rg_scan__is(s, "{")) {
		h->has_type = true;
		return name.n_parts > 0;
	}
	h->has_class = true;
	if (name.n_parts)
		idx = define(s, &place, joined(s, &name));
	if (!is_enum) {
		*is_open = true;
		return rg_cpp__open(s, name.n_parts ? RG_CPP_CLASS : RG_CPP_UNNAMED_CLASS);
	}
	rg_outliner__close(s->o, (uint32_t)s->n_open);
	if (!skip_brackets(s))
		return false;
	return rg_cpp__end_class(s, idx);
}

/* ---- signs ---------------------------------------------------------------------------------- */

/* `: a(1), b{2} {`, from the colon to the bracket. */
static bool skip_initializers(rg_cpp_scan *s)
{
	for (;;) {
		if (!rg_scan__next(s) || s->tokens.kind != RG_CPP_NAME)
			return false;
		while (s->tokens.kind == RG_CPP_NAME || rg_scan__is(s, "::")) {
			if (!rg_scan__next(s) ||
			    (rg_scan__is(s, "<") && (!skip_angles(s) || !rg_scan__next(s))))
				return false;
		}
		if ((!rg_scan__is(s, "(") && !rg_scan__is(s, "{")) || !skip_brackets(s) ||
		    !rg_scan__next(s))
			return false;
		if (rg_scan__is(s, "{"))
			return true;
		if (!rg_scan__is(s, ","))
			return false;
	}
}

/* `-> type`, to what stands behind it. */
static bool skip_result(rg_cpp_scan *s)
{
	while (rg_scan__next(s)) {
		if (rg_scan__is(s, "{") || rg_scan__is(s, ";") || rg_scan__is(s, "="))
			return true;
		if (rg_scan__is(s, "<") ? !skip_angles(s)
					: rg_scan__is(s, "(") && !skip_brackets(s))
			return false;
		if (s->tokens.kind == RG_CPP_END || s->tokens.kind == RG_CPP_DIRECTIVE)
			return false;
	}
	return false;
}

typedef enum outcome { GO_ON, DONE, FAILED } outcome;

static outcome done_if(bool is_right)
{
	return is_right ? DONE : FAILED;
}

static outcome go_on_if(bool is_right)
{
	return is_right ? GO_ON : FAILED;
}

/* `int x{1};` */
static outcome read_braced_value(rg_cpp_scan *s, head *h)
{
	if (h->has_parameters || h->is_odd || h->has_class || h->has_type || !h->is_name_last ||
	    !h->n_before || !skip_brackets(s) || !rg_scan__next(s))
		return FAILED;
	return rg_scan__is(s, ";") ? DONE : FAILED;
}

static outcome read_sign(rg_cpp_scan *s, head *h)
{
	if (rg_scan__is(s, "::")) {
		if (!h->is_name_last)
			forget_name(h);
		h->is_qualified = true;
		return GO_ON;
	}
	if (rg_scan__is(s, "->"))
		return h->has_parameters && skip_result(s)
			       ? (rg_scan__is(s, "{")	? done_if(read_body(s, h))
				  : rg_scan__is(s, "=") ? done_if(read_value(s, h))
							: DONE)
			       : FAILED;
	switch (*s->tokens.text.ptr) {
	case ';':
		return DONE;
	case '=':
		return done_if(read_value(s, h));
	case '(':
		return go_on_if(read_brackets(s, h));
	case '[':
		return go_on_if(skip_brackets(s));
	case '<':
		if (h->is_name_last && !h->has_parameters)
			return go_on_if(skip_angles(s));
		h->is_odd = true;
		return GO_ON;
	case '{':
		return h->has_parameters ? done_if(read_body(s, h)) : read_braced_value(s, h);
	case ':':
		if (h->has_parameters && !h->is_odd)
			return done_if(skip_initializers(s) && read_body(s, h));
		h->is_odd = true;
		return h->n_before ? GO_ON : FAILED;
	case '~':
		if (!rg_scan__next(s) || s->tokens.kind != RG_CPP_NAME)
			return FAILED;
		return go_on_if(
			add_part(h, (rg_str){s->tokens.text.ptr - 1, s->tokens.text.len + 1}));
	case '*':
		if (!h->has_parameters) {
			forget_name(h);
			h->n_before++;
		}
		return GO_ON;
	case '&':
		if (!h->has_parameters) {
			forget_name(h);
			h->n_before++;
		}
		return GO_ON;
	case '}':
		return FAILED;
	case ',':
		h->has_parameters = false;
		h->is_odd = true;
		return GO_ON;
	default:
		h->is_odd = true;
		return GO_ON;
	}
}

/* ---- a whole one ---------------------------------------------------------------------------- */

/* A friend is declared in a class and defined beside it: neither is listed. */
static bool skip_friend(rg_cpp_scan *s)
{
	while (!rg_scan__is(s, ";")) {
		if (rg_scan__is(s, "{"))
			return skip_brackets(s);
		if (rg_scan__is(s, "(") && !skip_brackets(s))
			return false;
		if (!rg_scan__next(s) || s->tokens.kind == RG_CPP_END ||
		    s->tokens.kind == RG_CPP_DIRECTIVE)
			return false;
	}
	return true;
}

/* From a declaration's first token (has_class: from the one behind a class's body) to its last. */
bool rg_cpp__read_declaration(rg_cpp_scan *s, bool has_class)
{
	static const char *const classes[] = {"class", "struct", "union", "enum", NULL};
	head h = {.begin = offset(s), .line = s->tokens.text_line, .has_class = has_class};
	bool is_first = !has_class, is_again;

	h.n_before = has_class;
	for (;;) {
		outcome then = GO_ON;

		is_again = false;
		switch (s->tokens.kind) {
		case RG_CPP_END:
		case RG_CPP_DIRECTIVE:
			return false;
		case RG_CPP_NAME:
			if (rg_scan__is(s, "friend") && is_first)
				return skip_friend(s);
			if (rg_scan__is_one_of(s, classes)) {
				bool is_open;

				if (h.has_parameters || h.has_class || h.is_odd ||
				    !read_class(s, &h, &is_open))
					return false;
				if (is_open)
					return true;
				is_again = true;
			} else if (is_attribute(s)) {
				if (!skip_call(s))
					return false;
			} else if (rg_scan__is(s, "operator")) {
				if (!read_operator(s, &h))
					return false;
				is_again = true;
			} else if (!read_name(s, &h)) {
				return false;
			}
			break;
		case RG_CPP_PUNCT:
			then = read_sign(s, &h);
			break;
		default:
			h.is_odd = true;
		}
		if (then != GO_ON)
			return then == DONE;
		is_first = false;
		if (!is_again && !rg_scan__next(s))
			return false;
	}
}
