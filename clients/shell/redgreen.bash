# bash completion of redgreen. Made by "redgreen --print-docs bash".
_redgreen()
{
	local word=${COMP_LINE:0:COMP_POINT} before=${COMP_WORDS[COMP_CWORD-1]}
	local flags= what=none file
	word=${word##*[[:space:]]}
	COMPREPLY=()
	if ((COMP_CWORD == 1)); then
		mapfile -t COMPREPLY < <(compgen -W "run explain locate fix branch stability measure check pr report give-up status workflows undo doctor lsp --help --version" -- "$word")
		return
	fi
	case $before in
	--root) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
	--kind) mapfile -t COMPREPLY < <(compgen -W "fix opt feat" -- "$word"); return ;;
	--variant) mapfile -t COMPREPLY < <(compgen -W "file reversed load late-threads late-main switching last-reversed folder last together one-cpu time-zone after-midnight before-midnight summer-time locale random alone none" -- "$word"); return ;;
	--log) what=file ;;
	--*) ;;
	esac
	case ${COMP_WORDS[1]} in
	run) flags="--root --accept" what=test ;;
	explain) flags="--root --log" what=file ;;
	locate) flags="--root --log" what=test ;;
	fix) flags="--root --name --kind --base --prompt" what=test ;;
	branch) flags="--root --name --kind --base --accept" ;;
	stability) flags="--root --runs --variant --seed --accept" what=test ;;
	measure) flags="--root --runs --accept" what=test ;;
	check) flags="--root --base" ;;
	pr) flags="--root --name --kind --base --plan --title --accept --acknowledge" what=test ;;
	report) flags="--root" ;;
	give-up) flags="--root --reason" ;;
	status) flags="--root" ;;
	workflows) flags="--root --start --inputs" ;;
	undo) flags="--root" ;;
	doctor) flags="--root" what=test ;;
	esac
	[[ $before == --log ]] && what=file
	case $word in
	-*) mapfile -t COMPREPLY < <(compgen -W "$flags --json --yes --trust --quiet --follow --verbose --help" -- "$word") ;;
	*.py::*)
		[[ $what == test ]] || return
		file=${word%%::*}
		mapfile -t COMPREPLY < <(compgen -W "$(redgreen --print-tests "$file" 2>/dev/null)" -- "$word")
		if [[ $COMP_WORDBREAKS == *:* ]]; then
			COMPREPLY=("${COMPREPLY[@]#"${word%"${word##*:}"}"}")
		fi ;;
	*)
		[[ $what == none ]] && return
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	esac
}
complete -F _redgreen redgreen
