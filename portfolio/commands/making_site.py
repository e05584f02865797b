"""A public site of the register in a folder."""

from pathlib import Path
from typing import TYPE_CHECKING

from portfolio.commands.nouns import later

if TYPE_CHECKING:
    from portfolio.commands.reporting import SiteWanted
    from portfolio.context import Context


def publish(context: "Context", folder: Path, wanted: "SiteWanted") -> None:
    """Write the site of what may be released up to a classification, or renew it.

    Raises:
        ConflictError: The folder holds what no site made.
        RefusedError: The register needs a file of the folder.
        SettingsError: The logo of the settings cannot be used.
        StoreError: The folder or a file in it cannot be written.
    """
    from portfolio.exchange.iati.publishing import activities  # noqa: PLC0415 - not to be loaded for completion
    from portfolio.formats.registry import letterhead  # noqa: PLC0415
    from portfolio.formats.site import SiteForm, write_site  # noqa: PLC0415
    from portfolio.formats.site_folder import SiteFolder  # noqa: PLC0415
    from portfolio.pages.site.extent import Extent  # noqa: PLC0415

    context.spare([folder / "index.html"], force=True)
    release = later("pages.release", "release")(context.office, wanted.level)
    kept = context.settings
    worn = letterhead(kept.report_logo, kept.report_template, kept.report_colour)
    with SiteFolder(folder, force=wanted.force) as target:
        extent = Extent(release.office, shows_money=wanted.shows_money)
        iati = activities(extent.office, None, context.tracked)
        form = SiteForm(wanted.languages, release.seen.level, worn.logo, worn.colour)
        pages = write_site(target, extent, form, iati.data, context.tracked)
        gone = target.close()
    for note in release.notes([]):
        context.note(note)
    if wanted.shows_money:
        context.note("It shows what every donor gave; --co-funding names leaves all amounts out.")
    removed = f" Removed {gone:,} that are no more." if gone else ""
    context.note(f"Wrote {target.written:,} of {target.files:,} files to {folder}, {pages:,} of them pages.{removed}")
    context.note(f"Open {folder / 'index.html'}, or put the folder on any web server.")
