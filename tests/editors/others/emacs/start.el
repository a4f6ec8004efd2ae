;;; start.el --- what a story does in Emacs: steps, waits, answers  -*- lexical-binding: t -*-
;; SPDX-License-Identifier: MIT
;; A question without an answer, and a warning of eglot's, are failures: the server must not send
;; what eglot does not know.

;; So that the advice below is heard, and needs no C compiler: eglot as bytecode.
(setq load-no-native t
      native-comp-enable-subr-trampolines nil)

(require 'cl-lib)
(require 'package) ; eglot, where it is not built in
(package-initialize)
(require 'eglot)

(defvar t-limit (string-to-number (or (getenv "REDGREEN_TEST_TIMEOUT") "300")))
(defvar t-root default-directory)
(defvar t-answers nil "Pairs of a pattern of a question and its answer, or `quit'.")
(defvar t-asked nil "Questions, newest first.")
(defvar t-said nil "Messages in the echo area, newest first.")

(defun t-ok (what)
  (princ (format "ok: %s\n" what)))

(defun t-fail (format-string &rest args)
  (princ (concat "FAILED: " (apply #'format format-string args) "\n"))
  (dolist (said (reverse t-said)) (princ (format "  said: %s\n" said)))
  (dolist (asked (reverse t-asked)) (princ (format "  asked: %s\n" asked)))
  (dolist (buffer (buffer-list))
    (when (string-match-p "EGLOT.*events" (buffer-name buffer))
      (with-current-buffer buffer
        (princ (buffer-substring (max (point-min) (- (point-max) 3000)) (point-max))))))
  (kill-emacs 1))

(defun t-check (holds what)
  (unless holds (t-fail "%s" what))
  holds)

(defun t-wait (what condition)
  "Wait until CONDITION gives something; return that."
  (let ((deadline (+ (float-time) t-limit)) got)
    (while (not (setq got (funcall condition)))
      (when (> (float-time) deadline) (t-fail "waited in vain for %s" what))
      (accept-process-output nil 0.05))
    got))

;; What Emacs shows.

(advice-add 'message :before
            (lambda (format-string &rest args)
              (when format-string (push (apply #'format-message format-string args) t-said))))

(advice-add 'eglot--warn :before
            (lambda (&rest args) (t-fail "eglot warns: %s" (apply #'format args))))

(defun completing-read (prompt collection &rest _)
  "Answer PROMPT as `t-answers' say, with one of COLLECTION."
  (push prompt t-asked)
  (let ((answer (cdr (cl-find-if (lambda (pair) (string-match-p (car pair) prompt)) t-answers))))
    (when (eq answer 'quit) (signal 'quit nil))
    (unless (and answer (member answer (all-completions "" collection)))
      (t-fail "no answer to: %s %S" prompt (all-completions "" collection)))
    answer))

;; What a user does.

(defun t-open (path)
  "Visit PATH, as the command loop would, until eglot serves it."
  (find-file (expand-file-name path t-root))
  (run-hooks 'post-command-hook)
  (t-wait (concat "eglot at " path) #'eglot-managed-p)
  (flymake-start)
  (current-buffer))

(defun t-go-to (text)
  (goto-char (point-min))
  (t-check (search-forward text nil t) (concat "no line has " text))
  (back-to-indentation))

(defun t-diagnostics ()
  "Diagnostics of this buffer, as pairs of a line and a text."
  (mapcar (lambda (d) (cons (line-number-at-pos (flymake-diagnostic-beg d))
                            (substring-no-properties (flymake-diagnostic-text d))))
          (flymake-diagnostics)))

(defun t-wait-for-diagnostic (line text)
  (t-wait (format "\"%s\" at line %d" text line)
          (lambda ()
            (flymake-start)
            (cl-find-if (lambda (d) (and (= (car d) line) (string-search text (cdr d))))
                        (t-diagnostics)))))

(defun t-titles ()
  (mapcar (lambda (action) (plist-get action :title)) (eglot-code-actions (point) (point))))

(defun t-action (title)
  "Choose the code action of this TITLE from eglot's menu, with the keyboard."
  (let ((t-answers (cons (cons "Pick an action" title) t-answers))
        (last-nonmenu-event ?\r))
    (call-interactively #'eglot-code-actions)))

(defun t-wait-until-said (pattern)
  (t-wait (concat "the message " pattern)
          (lambda () (cl-find-if (lambda (said) (string-match-p pattern said)) t-said))))

(defun t-wait-for-document (name)
  "Wait until a file of this NAME, a pattern, is shown (newer eglots), or a message ends with its
path; return that."
  (let ((pattern (concat "/" name "$")))
    (t-wait (concat "the file " name)
            (lambda ()
              (or (cl-some (lambda (buffer)
                             (let ((path (buffer-file-name buffer)))
                               (and path (string-match-p pattern path) path)))
                           (buffer-list))
                  (cl-some (lambda (said)
                             (and (string-match-p pattern said)
                                  (substring said (string-match "/" said))))
                           t-said))))))

(defun t-hover ()
  (let (text)
    (eglot-hover-eldoc-function (lambda (info &rest _) (setq text (or info ""))))
    (substring-no-properties (t-wait "the hover" (lambda () text)))))
