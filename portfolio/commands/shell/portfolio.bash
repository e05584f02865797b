# Completes command lines of portfolio in bash.
_portfolio_completion() {
    local line how=
    COMPREPLY=()
    while IFS= read -r line; do
        if [ -z "$how" ]; then how=$line; else COMPREPLY+=("$line"); fi
    done < <(_PORTFOLIO_COMPLETE=complete_bash _PORTFOLIO_LINE="${COMP_LINE:0:COMP_POINT}" COMP_TYPE="$COMP_TYPE" \
        COMP_WORDBREAKS="$COMP_WORDBREAKS" "$1" 2>/dev/null)
    case $how in
        files) compopt -o default 2>/dev/null || COMPREPLY=($(compgen -f -- "$2")) ;;
        *nospace) compopt -o nospace 2>/dev/null ;;
    esac
}
complete -F _portfolio_completion portfolio
