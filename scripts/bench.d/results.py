"""Samples of several rivals, and the table that they make."""

from statistics import median


class Results:
    """Ratios are taken within a round; who has other rounds is compared by medians."""

    def __init__(self, base, unit):
        self.base, self.unit = base, unit
        self.samples = {}  # by name: seconds a segment, CPU ms a segment, MiB, requests a segment
        self.counts = {}

    def add(self, name, count, seconds, usage):
        self.counts[name] = count
        self.samples.setdefault(name, []).append(
            (seconds / count, usage.processor / count * 1e3, usage.anonymous_mib,
             usage.requests / count))

    def value(self, name):
        seconds = median(sample[0] for sample in self.samples[name])
        return 1 / seconds if self.is_rate else seconds * self.counts[name]

    @property
    def is_rate(self):
        return self.unit == "segments a second"

    def ratios(self, name):
        mine, base = ([sample[0] for sample in self.samples[each]] for each in (name, self.base))
        pairs = zip(mine, base) if len(mine) == len(base) else [(median(mine), median(base))]
        return [b / a if self.is_rate else a / b for a, b in pairs]

    def print(self, title):
        print(f"\n### {title}\n\n| | {self.unit} | × {self.base.split(':')[0]} "
              "| machine's CPU a segment, ms | anonymous at once, MiB | requests a segment |\n"
              "| --- | --: | --: | --: | --: | --: |")
        for name, samples in self.samples.items():
            ratios = self.ratios(name)
            few = "" if self.counts[name] == self.counts[self.base] else \
                f" ({self.counts[name]} segments)"
            print(f"| {name}{few} | {self.value(name):.1f} | {median(ratios):.2f} "
                  f"({min(ratios):.2f}–{max(ratios):.2f}) "
                  f"| {median(s[1] for s in samples):.0f} | {max(s[2] for s in samples):.0f} "
                  f"| {median(s[3] for s in samples):.2f} |", flush=True)

    def rows(self):
        return [(name, self.value(name)) for name in self.samples]
