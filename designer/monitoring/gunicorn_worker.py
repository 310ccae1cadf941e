"""Gunicorn's worker for `returnflow web`: when it is asked to stop, nobody whose connection stands is turned away."""

from gunicorn.workers.gthread import ThreadWorker

from designer import garbage


class Worker(ThreadWorker):  # type: ignore[misc]
    """Takes what the kernel has connected already, and closes its door at once.

    Gunicorn itself leaves the door open until the last answer is sent, and takes nothing more: whoever comes meanwhile
    is connected, waits, and is cut off at the end, instead of being refused and sent to another process by a balancer.
    """

    def load_wsgi(self) -> None:
        """Load the application, which stays."""
        super().load_wsgi()
        garbage.settle()

    def set_accept_enabled(self, enabled: bool) -> None:
        """As gunicorn asks for; the last time, when the worker ends, as the class says."""
        super().set_accept_enabled(enabled)
        if self.alive:
            return
        for listener in self.sockets:
            self._accept_all(listener)
            listener.close()

    def _accept_all(self, listener: object) -> None:
        before = -1
        while self.nr_conns != before:
            before = self.nr_conns
            self.accept(listener)
