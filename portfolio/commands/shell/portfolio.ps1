# Completes command lines of portfolio in PowerShell.
Register-ArgumentCompleter -Native -CommandName portfolio -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $typed = $cursorPosition - $commandAst.Extent.StartOffset
    $line = $commandAst.Extent.Text.PadRight($typed).Substring(0, $typed)
    $encoding = [Console]::OutputEncoding
    [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
    $env:_PORTFOLIO_COMPLETE = 'complete_powershell'
    $env:_PORTFOLIO_LINE = $line
    try {
        $lines = @(& $commandAst.GetCommandName() 2>$null)
    } finally {
        Remove-Item Env:_PORTFOLIO_COMPLETE, Env:_PORTFOLIO_LINE
        [Console]::OutputEncoding = $encoding
    }
    if ($lines.Count -gt 1) {
        $lines[1..($lines.Count - 1)] | ForEach-Object {
            $value, $listed, $beside = $_ -split "`t"
            if (-not $beside) { $beside = $listed }
            [System.Management.Automation.CompletionResult]::new($value, $listed, 'ParameterValue', $beside)
        }
    }
}
