# Completes command lines of portfolio in fish.
function __portfolio_complete
    set -l program (commandline -po)[1]
    set -l line (commandline -cp | string join ' ')
    set -l lines (_PORTFOLIO_COMPLETE=complete_fish _PORTFOLIO_LINE="$line" $program 2>/dev/null)
    if test "$lines[1]" = files
        __fish_complete_path (commandline -ct)
    else if set -q lines[2]
        printf '%s\n' $lines[2..-1]
    end
end
complete --command portfolio --no-files --arguments '(__portfolio_complete)'
