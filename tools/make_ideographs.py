"""Write boundaries/data/ideographs.csv: radicals and strokes, and the ideographs that they look like.

The property is Unicode's EquivalentUnifiedIdeograph (UAX #44), as Perl carries it
(``unicore/To/EqUIdeo.pl``, Perl 5.36: Unicode 14.0). Run by hand: ``python tools/make_ideographs.py``.
"""

import subprocess
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "boundaries" / "data" / "ideographs.csv"
PERL = """
use Unicode::UCD qw(prop_invmap);
my ($starts, $values, $format, $default) = prop_invmap("Equivalent_Unified_Ideograph");
print "version ", Unicode::UCD::UnicodeVersion(), "\\n";
for my $i (0 .. $#$starts) {
    next if $values->[$i] eq "";
    my $end = $i < $#$starts ? $starts->[$i + 1] : $starts->[$i] + 1;
    for my $code ($starts->[$i] .. $end - 1) {
        my $offset = $format =~ /a/ ? $code - $starts->[$i] : 0;
        printf "%X %X\\n", $code, $values->[$i] + $offset;
    }
}
"""


def main() -> None:
    told = subprocess.run(["perl", "-e", PERL], capture_output=True, text=True, check=True)
    version, *lines = told.stdout.splitlines()
    pairs = [[chr(int(code, 16)) for code in line.split()] for line in lines]
    head = (
        "# Radicals and strokes that stand for ideographs in copied text, and these ideographs:\n"
        f"# EquivalentUnifiedIdeograph of Unicode {version.split()[1]} (Unicode License v3), by "
        "tools/make_ideographs.py.\n"
    )
    body = "".join(f"{radical},{ideograph}\n" for radical, ideograph in pairs)
    TARGET.write_text(f"{head}radical,ideograph\n{body}", encoding="utf-8")
    print(f"{len(pairs)} pairs, Unicode {version.split()[1]}")


if __name__ == "__main__":
    main()
