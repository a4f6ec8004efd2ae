/// <reference types="tree-sitter-cli/dsl" />
// SPDX-License-Identifier: MIT
//
// pytest's terminal output, 6.2 to 9.x, all --tb styles; colours and CI prefixes taken off before.
//
// src/scanner.c decides what a whole line is and emits a zero-width token for it (the externals
// that begin with `_is_`); the rules here name the parts of each line and put lines together. Any
// kind of line is allowed anywhere, so a log with garbage in it has no ERROR nodes: what is not
// recognised is `text`. Nothing is ambiguous, so parsing is linear.
module.exports = grammar({
  name: "pytest",
  extras: (_) => [],

  externals: ($) => [
    $._is_section,
    $._is_closing,
    $._is_report,
    $._is_captured,
    $._is_separator,
    $._is_worker,
    $._is_cause,
    $._is_context,
    $._is_traceback,
    $._is_group,
    $._is_group_line,
    $._is_border,
    $._is_frame,
    $._is_location,
    $._is_native_frame,
    $._is_fixture_site,
    $._is_error,
    $._is_failing,
    $._is_caret,
    $._is_source,
    $._is_value,
    $._is_notice,
    $._is_summary,
    $._is_usage,
    $._is_fatal,
    $._is_thread,
    $._is_blank,
    $._is_text,
    $._fill, // a title's = _ or - on the left and the blank behind it
    $.title, // up to the blank before the fill on the right
    $.path, // before :N in a frame or location
    $._fixture_path, // before ", line N" behind "file "
    $._quoted_path, // before ", line N in a native frame
    $._in, // ", in " before a function's name, or faulthandler's " in "
    $._tail, // what else is behind the line number of a native frame
    $._rest, // the rest of a line, whatever bytes it has: a NUL ends no regular expression's match
    $.gutter, // "  | " in an exception group
    $._newline, // or the end of the log
    $._error_sentinel, // never used: valid only while the parser recovers
  ],

  rules: {
    log: ($) => repeat(choice($._part, $.report, $.section)),

    // === FAILURES ===
    section: ($) => prec.right(seq($.section_title, repeat($._part), repeat($.report))),
    // ___ test_x ___, down to the next title
    report: ($) =>
      prec.right(seq($.report_title, repeat($._part))),

    _part: ($) =>
      choice(
        $.block,
        $.cause,
        $.context,
        $.captured,
        $.summary_entry,
        $.usage_error,
        $.closing,
        $.notice,
      ),

    // One exception: what stands between two lines of a chain.
    block: ($) =>
      prec.right(
        repeat1(
          choice(
            $.frame_entry,
            $.native_entry,
            $.source_entry,
            $.message,
            $.separator,
            $.traceback_title,
            $.fatal_error,
            $.thread_title,
            $.worker,
            $.group,
          ),
        ),
      ),

    // --- Captured stdout call ---, and what was captured
    captured: ($) =>
      prec.right(seq($.captured_title, repeat(choice($.block, $.cause, $.context, $.notice)))),

    section_title: ($) => seq($._is_section, $._title_line),
    report_title: ($) => seq($._is_report, $._title_line),
    captured_title: ($) => seq($._is_captured, $._title_line),
    _title_line: ($) => seq($._fill, field("title", $.title), optional($._rest), $._newline),
    // === 1 failed in 0.05s ===, or without the rules under -q
    closing: ($) =>
      seq($._is_closing, optional($._fill), field("counts", $.title), optional($._rest), $._newline),

    // `short`: a frame, its source, what was raised
    frame_entry: ($) => prec.right(seq($.frame, repeat($._inner))),
    // `native`: a frame and its source
    native_entry: ($) =>
      prec.right(seq($.native_frame, repeat(choice($.source, $.caret)))),
    // `long`: arguments, source, what was raised, locals, and where
    source_entry: ($) =>
      prec.right(choice(seq(repeat1($._inner), optional($.location)), $.location)),
    // text at the left edge and what hangs below it: the exception of a native traceback
    message: ($) =>
      prec.right(seq($.text, repeat(choice($.text, $.source, $.caret, $.value, $._blank)))),

    _inner: ($) =>
      choice($.source, $.failing, $.error, $.caret, $.value, $.fixture_site, $._blank),

    frame: ($) =>
      seq(
        $._is_frame,
        field("path", $.path),
        ":",
        field("line", $.line),
        ": in ",
        field("function", alias($._rest, $.function)),
        $._newline,
      ),
    location: ($) =>
      seq(
        $._is_location,
        field("path", $.path),
        ":",
        field("line", $.line),
        optional(seq(":", optional(field("what", alias($._rest, $.what))))),
        $._newline,
      ),
    native_frame: ($) =>
      seq(
        $._is_native_frame,
        /[ \t]*File "/,
        field("path", alias($._quoted_path, $.path)),
        '", line ',
        field("line", $.line),
        optional(choice(seq($._in, field("function", alias($._rest, $.function))), $._tail)),
        $._newline,
      ),
    fixture_site: ($) =>
      seq(
        $._is_fixture_site,
        "file ",
        field("path", alias($._fixture_path, $.path)),
        ", line ",
        field("line", $.line),
        optional($._tail),
        $._newline,
      ),

    error: ($) => seq($._is_error, "E", optional(alias($._rest, $.error_text)), $._newline),
    failing: ($) => seq($._is_failing, ">", optional(alias($._rest, $.code)), $._newline),
    source: ($) => seq($._is_source, alias($._rest, $.code), $._newline),
    caret: ($) => seq($._is_caret, $._rest, $._newline),
    value: ($) =>
      seq(
        $._is_value,
        field("name", alias(/[A-Za-z_][A-Za-z0-9_]*/, $.name)),
        / *= ?/,
        optional(field("repr", alias($._rest, $.repr))),
        $._newline,
      ),

    cause: ($) => seq($._is_cause, $._rest, $._newline),
    context: ($) => seq($._is_context, $._rest, $._newline),
    traceback_title: ($) => seq($._is_traceback, $._rest, $._newline),
    separator: ($) => seq($._is_separator, $._rest, $._newline),
    worker: ($) => seq($._is_worker, $._rest, $._newline),
    notice: ($) => seq($._is_notice, $._rest, $._newline),
    usage_error: ($) => seq($._is_usage, $._rest, $._newline),
    fatal_error: ($) => seq($._is_fatal, $._rest, $._newline),
    thread_title: ($) => seq($._is_thread, $._rest, $._newline),
    text: ($) => seq($._is_text, $._rest, $._newline),
    _blank: ($) => seq($._is_blank, optional($._rest), $._newline),

    // FAILED a/test_b.py::test_c - message
    summary_entry: ($) =>
      seq(
        $._is_summary,
        field("status", alias(/[A-Z]+/, $.status)),
        field("what", alias($._rest, $.what)),
        $._newline,
      ),

    //   + Exception Group Traceback (most recent call last):
    group: ($) => prec.right(seq($.group_title, repeat($.group_line))),
    group_title: ($) => seq($._is_group, $._rest, $._newline),
    group_line: ($) =>
      seq(
        $._is_group_line,
        $.gutter,
        choice(
          $.member_border,
          $.native_frame,
          $.traceback_title,
          $.cause,
          $.context,
          $.source,
          $.caret,
          $.text,
          $._blank,
        ),
      ),
    member_border: ($) => seq($._is_border, $._rest, $._newline),

    line: (_) => /[0-9]+/,
  },
});
