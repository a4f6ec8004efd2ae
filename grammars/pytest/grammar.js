/// <reference types="tree-sitter-cli/dsl" />
module.exports = grammar({
  name: "pytest",
  extras: (_) => [],
  rules: {
    log: ($) => repeat($.line),
    line: (_) => /[^\n]*\n/,
  },
});
