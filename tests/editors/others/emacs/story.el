;;; story.el --- from a red test to its fix branch in Emacs, with eglot  -*- lexical-binding: t -*-
;; SPDX-License-Identifier: MIT

(defconst story-test "tests/test_touching_prices.py")
(defconst story-error "ValueError: tea has 2 price ranges, expected 1")

(t-open story-test)
(t-check (eq (type-of (eglot-current-server)) 'redgreen-server) "another server serves the file")
(t-ok "the server comes with a Python file")

(t-go-to "def test_")
(dolist (title '("Run test" "Start fix session" "Create draft fix PR"))
  (t-check (member title (t-titles)) (format "no \"%s\" in %S" title (t-titles))))
(t-ok "over a test, actions stand in for lenses, which eglot has not")

(let ((t-answers '(("runs the code of this repository" . quit))))
  (t-action "Run test")
  (t-wait-until-said "nobody said that this repository's code may run"))
(t-check (null (t-diagnostics)) "a test was run that was not to be run")
(t-ok "C-g in the question is a no: nothing is run")

(push '("runs the code of this repository" . "Run") t-answers)
(t-action "Run test")
(t-wait-until-said (concat "failed: " story-error))
(t-ok "the answer \"Run\" runs the test, and the echo area says how it went")

(t-wait-for-diagnostic 8 (concat "frame 1/5 of " story-test))
(t-ok "a line of its chain has a note in the test")

(t-open "shop/catalog.py")
(t-wait-for-diagnostic 24 story-error)
(t-check (cl-every (lambda (d) (eq (flymake-diagnostic-type d) 'eglot-error))
                   (flymake-diagnostics))
         "the failing line is not an error")
(t-ok "the failing line is red in a file that was opened later")

(t-go-to "raise ValueError")
(let ((text (t-hover)))
  (dolist (piece (list story-error "Fails here" "name" "'tea'" "Files to look at" "shop/ranges.py"))
    (t-check (string-search piece text) (format "the hover lacks %s:\n%s" piece text)))
  (t-check (not (string-search "**" text)) (concat "marks for who shows none:\n" text)))
(t-ok "eldoc shows the error, the values and the files to look at")

(t-check (equal (car (t-titles)) "Start fix session") (format "the next step: %S" (t-titles)))
(t-action "Start fix session")
(t-wait-until-said (concat "red: " story-error ".*create the fix branch"))
(t-check (file-exists-p (t-wait-for-document "NOTE\\.md")) "no note")
(t-ok "the next step is first, at the failing line too: it starts a fix session")

(t-open story-test)
(t-go-to "def test_")
(eglot-execute (eglot-current-server) ; as Emacs 30 and later does
               (cl-find "Create fix branch" (eglot-code-actions (point) (point))
                        :key (lambda (action) (plist-get action :title)) :test #'equal))
(t-wait-until-said "on fix/touching-ranges-are-one, off main at .*: red for the same reason")
(t-check (string-prefix-p "fix/" (shell-command-to-string "git branch --show-current"))
         "no fix branch is checked out")
(t-ok "the fix branch is made, red for the same reason")

(with-temp-file (expand-file-name "ci.log" t-root)
  (insert "=================================== FAILURES ===================================\n"
          "________________________ test_overlapping_ranges_are_merged ____________________\n"
          "/builds/shop/tests/test_catalog.py:6: in test_overlapping_ranges_are_merged\n"
          "    assert Catalog([\"tea 1-4\", \"tea 3-9\"]).prices(\"tea\") == [Range(1, 9)]\n"
          "/builds/shop/shop/ranges.py:16: in merge\n"
          "    merged[-1] = Range(merged[-1].low, max(merged[-1].high, current.high))\n"
          "E   TypeError: '>' not supported between instances of 'int' and 'NoneType'\n"
          "=========================== short test summary info ============================\n"
          "FAILED tests/test_catalog.py::test_overlapping_ranges_are_merged - TypeError: '...\n"
          "============================== 1 failed in 0.10s ===============================\n"))
(t-open "shop/ranges.py")
(t-open "ci.log")
(switch-to-buffer "ranges.py")
(t-wait-for-diagnostic 16 "TypeError: '>' not supported")
(t-ok "a log that is opened turns the lines red that it is about")

(goto-char (point-min))
(switch-to-buffer "ci.log")
(t-go-to "shop/ranges.py:16")
(xref-find-definitions (xref-backend-identifier-at-point 'eglot))
(t-check (and (equal (buffer-name) "ranges.py") (= (line-number-at-pos) 16))
         (format "it leads to line %d of %s" (line-number-at-pos) (buffer-name)))
(t-ok "a line of a log leads to the code")

(switch-to-buffer "ci.log")
(kill-buffer)
(switch-to-buffer "ranges.py")
(t-wait "the end of the red" (lambda () (flymake-start) (null (t-diagnostics))))
(t-ok "and with the log that goes")

(eglot-shutdown-all)
(t-wait "the end of the server" (lambda () (not (cl-find-if (lambda (p) (string-prefix-p "EGLOT" (process-name p))) (process-list)))))
(t-ok "the server ends when eglot asks it to")
