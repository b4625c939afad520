import {
  missingTexts,
  monthNames,
  numberAffixes,
  numberParts,
  timeForm,
} from '../../table-words.ts';
import { dateForms, listed } from '../table-code.ts';
import type { PythonSamples } from './samples.ts';

/** Python writes names in regular expressions with a P. */
const forms = Object.entries(dateForms)
  .map(([style, patterns]) => {
    const each = patterns.map((pattern) => {
      const own = pattern.replaceAll('(?<', '(?P<').replaceAll(/\\k<(\w+)>/g, '(?P=$1)');
      return `r"${own}"`;
    });
    return `    "${style}": [${each.join(',\n        ')}],`;
  })
  .join('\n');

const numbers = String.raw`MISSING = {${listed(missingTexts, 14)}}
MARKS = {"plain": ("' ", r"\."), "comma-groups": (",", r"\."), "comma-decimal": (".' ", ",")}
SIMPLE = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?"
PARTS = r"${numberParts}"
AFFIX = r"\s*(?:${numberAffixes})?\s*"


def number_of(text, style):
    """"1,234.5", "12 %" or "(5)" as a number; None for what is none, as "007"."""
    if len(text) > 60 or re.match("0[0-9]", text):
        return None
    if style != "comma-decimal" and re.fullmatch(SIMPLE, text, re.I):
        return float(text) if math.isfinite(float(text)) else None
    sign = 1
    if text.startswith("(") and text.endswith(")"):
        text, sign = text[1:-1].strip(), -1
    found = re.fullmatch(PARTS, text, re.I)
    if found is None:
        return None
    before, minus, between, digits, after = found.groups()
    if not all(re.fullmatch(AFFIX, part, re.I) for part in (before, between, after)):
        return None
    digits = re.sub("[\u00a0\u202f]", " ", digits.strip())
    group, point = MARKS[style]
    whole = f"(?:[0-9]+|[0-9]{{1,3}}(?:[{group}][0-9]{{3}})+)(?:{point}[0-9]*)?"
    form = f"(?:{whole}|{point}[0-9]+)(?:e[+-]?[0-9]+)?"
    if re.match("0[0-9]", digits) or not re.fullmatch(form, digits, re.I):
        return None
    for mark in group:
        digits = digits.replace(mark, "")
    value = (-sign if minus in ("-", "−") else sign) * float(digits.replace(",", "."))
    return value if math.isfinite(value) else None
`;

const dates = `MONTHS = [${listed(monthNames, 6)}]
TIME = r"${timeForm}"
DATES = {
${forms}
}


def day_of(text, style):
    """Days since 1970, with a fraction; None for what is no date."""
    matches = (re.fullmatch(form + TIME, text) for form in DATES[style])
    found = next((match for match in matches if match), None)
    if found is None or not 6 <= len(text) <= 50:
        return None
    year, month, day = int(found["year"]), found["month"].lower(), int(found["day"] or 1)
    if len(found["year"]) == 2:
        year += 1900 if year >= 69 else 2000
    if not month.isdigit():
        month = next((i for i, name in enumerate(MONTHS, 1) if name.startswith(month)), 0)
    hour, minute, second, fraction, half, zone = found.groups()[-6:]
    hours, minutes, seconds = int(hour or 0), int(minute or 0), int(second or 0)
    if half:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half.lower().startswith("p") else 0)
    if hours > 24 or minutes > 59 or seconds > 60:
        return None
    if zone and zone[0] in "+-":
        minutes -= int(zone[0] + "1") * (60 * int(zone[1:3]) + int(zone[-2:]))
    try:
        whole = date(year, int(month), day).toordinal() - 719163
    except ValueError:  # 31 April
        return None
    seconds += int((fraction or "0")[:3].ljust(3, "0")) / 1000
    return whole + (3600 * hours + 60 * minutes + seconds) / 86400
`;

const rows = String.raw`def is_same(text, category, style):
    """Whether a cell is of a category; 1, 1.0 and 1.00 are the same."""
    number = number_of(text, style)
    if number is None:
        return text == category
    form = r"-?(0|[1-9][0-9]*)(\.[0-9]+)?(e[+-][0-9]+)?"
    return re.fullmatch(form, category) is not None and float(category) == number


def features_of(column, cell):
    """The features of a cell, as pretext.json says of its column."""
    text = cell.strip()
    kind, style = column["type"], column["style"]
    is_missing = text.lower() in MISSING
    if kind == "category":
        features = [0.0] * (len(column["categories"]) + 1)
        if not is_missing:
            same = (i for i, name in enumerate(column["categories"]) if is_same(text, name, style))
            features[next(same, -1)] = 1.0
    elif kind == "number":
        value = None if is_missing else number_of(text, style)
        is_missing = value is None
        low, high = column["clip"] or (-math.inf, math.inf)
        clipped = column["mean"] if is_missing else min(max(value, low), high)
        features = [(clipped - column["mean"]) / column["deviation"]]
    else:
        value = None if is_missing else day_of(text, style)
        is_missing = value is None
        features = [0.0] * (7 if column["hasTime"] else 5)
        if not is_missing:
            whole = math.floor(value)
            of_year = date.fromordinal(whole + 719163).timetuple().tm_yday - 1
            turns = [of_year / 365.25, (whole + 3) % 7 / 7, value - whole]
            waves = [wave(2 * math.pi * turn) for turn in turns for wave in (math.sin, math.cos)]
            features = [(value - column["mean"]) / column["deviation"], *waves][: len(features)]
    return features + [float(is_missing)] * column["hasMissing"]


def samples_of(path):
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    wanted = {column["name"] for column in prep["columns"]}
    for delimiter in "\t;|,":
        table = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        header = [name.strip() for name in next(table)]
        if wanted <= set(header):
            break
    else:
        sys.exit(f"{path} lacks columns of the model: {sorted(wanted - set(header))}")
    for number, row in enumerate((row for row in table if row), 2):
        if len(row) != len(header):
            continue
        cells = dict(zip(header[::-1], row[::-1]))  # of columns of one name the first
        features = [features_of(column, cells[column["name"]]) for column in prep["columns"]]
        yield f"{path.name}, row {number}", np.array(sum(features, []), dtype=np.float32)
`;

export const pythonTables: PythonSamples = {
  packages: [],
  example: 'rows.csv',
  notes: `# Reads text with columns between commas, semicolons, tabs or bars, in UTF-8 or Windows-1252; save Excel,
# Parquet and JSON as CSV first. Columns are found by their names in the first row, in any order.`,
  standard: ['import csv', 'import io', 'import math', 'import re', 'from datetime import date'],
  imports: '',
  code: `${numbers}\n\n${dates}\n\n${rows}`,
};
