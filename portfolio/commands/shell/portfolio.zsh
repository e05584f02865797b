#compdef portfolio
# Completes command lines of portfolio in zsh.
_portfolio() {
    local -a lines values shown more
    local line how
    lines=("${(@f)$(_PORTFOLIO_COMPLETE=complete_zsh _PORTFOLIO_LINE="${(j: :)words[1,CURRENT-1]} ${QIPREFIX}${PREFIX}" \
        ${(Q)~words[1]} 2>/dev/null)}")
    how=$lines[1]
    if [[ $how == files ]]; then
        [[ $PREFIX == --*=* ]] && compset -P '*='
        _files
        return
    fi
    for line in "${(@)lines[2,-1]}"; do
        [[ -n $line ]] || continue
        values+=("${line%%$'\t'*}")
        if [[ $line == *$'\t'* ]]; then
            shown+=("${line%%$'\t'*}  -- ${line#*$'\t'}")
        else
            shown+=("$line")
        fi
    done
    (( $#values )) || return 1
    [[ $how == *nospace ]] && more=(-S '')
    compadd -U -l $more -d shown -a values
}
if [[ $funcstack[1] == _portfolio ]]; then
    _portfolio "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
    compdef _portfolio portfolio
fi
