"""Whether exit status 0 of a push was earned: files and directory synced, seen in the trace."""

import os
import re

PATH = re.compile(r"<(.*?)>(\(deleted\))?")
STRING = re.compile(r'"([^"]*)"')
BY_DESCRIPTOR = re.compile(r"/proc/self/fd/(\d+)")
NO_VERDICT = {"EINTR"}  # an fsync that a signal interrupted is to be repeated


class Durability:
    """Follows one trace; positions are numbers of calls."""

    def __init__(self, archive):
        self.archive = str(archive)
        self.written, self.synced, self.failed = {}, {}, {}
        self.published = {}  # name: position and the file that got it
        self.paths = {}  # of open descriptors

    def follow(self, calls):
        for position, call in enumerate(calls):
            step = getattr(self, f"_{call.name}", None)
            if step is not None:
                step(position, call)
        return self

    def _openat(self, position, call):
        if call.failed:
            return
        path = "".join(PATH.match(call.rest).groups(""))
        self.paths[call.result] = path
        if "O_CREAT" in call.arguments or "O_TMPFILE" in call.arguments:
            for known in (self.written, self.synced, self.failed):
                known.pop(path, None)

    def _write(self, position, call):
        if not call.failed:
            self.written[self._path(call)] = position

    def _fsync(self, position, call):
        if not call.failed:
            self.synced.setdefault(self._path(call), []).append(position)
        elif call.error not in NO_VERDICT:
            self.failed.setdefault(self._path(call), []).append((position, call.error))

    def _linkat(self, position, call):
        self._publish(position, call)

    def _renameat(self, position, call):
        self._publish(position, call)

    def _renameat2(self, position, call):
        self._publish(position, call)

    def _path(self, call):
        return "".join(PATH.search(call.arguments).groups(""))

    def _publish(self, position, call):
        if call.failed:
            return
        directories = ["".join(found) for found in PATH.findall(call.arguments)]
        source, name = STRING.findall(call.arguments)
        if by_descriptor := BY_DESCRIPTOR.fullmatch(source):
            source = self.paths[by_descriptor[1]]
        else:
            source = os.path.join(directories[0], source)
        if directories[-1] == self.archive:
            self.published[name] = (position, source)

    def findings(self, name):
        """What is missing for the file of this name, and for all that was published with it."""
        for published, (position, source) in self.published.items():
            yield from self._of_file(source, published, before=position)
            yield from self._of_directory(published, after=position)
        if name not in self.published:
            yield from self._of_file(f"{self.archive}/{name}", name)
            yield from self._of_directory(name)

    def _of_file(self, path, name, before=None):
        """Synced behind its last byte, and ahead of its name where it got that here."""
        written = self.written.get(path, -1)
        synced = [at for at in self.synced.get(path, ()) if before is None or at < before]
        if not synced or synced[-1] < written:
            yield f"exit 0, but {name} was not synced behind its last byte"
        for position, error in self.failed.get(path, ()):
            if before is None or position < before:
                yield f"exit 0 after the fsync of {name} had failed with {error}"

    def _of_directory(self, name, after=-1):
        failed = self.failed.get(self.archive, ())
        settled = [at for at, error in failed if error == "EINVAL"]  # nothing to sync there
        settled += self.synced.get(self.archive, ())
        if not any(at > after for at in settled):
            yield f"exit 0, but the directory was not synced behind {name}"
        for position, error in failed:
            if position > after and error != "EINVAL":
                yield f"exit 0 after the directory's fsync behind {name} had failed with {error}"
