; SPDX-License-Identifier: MIT
(section_title) @markup.heading
(report_title) @markup.heading
(closing) @markup.heading
(captured_title) @comment

(path) @string.special.path
(line) @number
(function) @function
(location what: (what) @type)

(error) @error
(failing) @markup.strong
(caret) @operator
(value name: (name) @variable)
(value repr: (repr) @string)

(cause) @keyword.exception
(context) @keyword.exception
(traceback_title) @keyword.exception
(group_title) @keyword.exception
(fatal_error) @error
(usage_error) @error
(thread_title) @label
(notice) @attribute

(summary_entry status: (status) @keyword)
(summary_entry what: (what) @string)

(worker) @comment
(separator) @punctuation.delimiter
(gutter) @punctuation.special
(member_border) @punctuation.special
