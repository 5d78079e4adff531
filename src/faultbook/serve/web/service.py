"""The question service of the HTTP server: with metrics for Prometheus, named `http` in the audit."""

from dataclasses import dataclass, field

from faultbook.serve.asking.principal import Principal
from faultbook.serve.asking.service import QuestionService, Session
from faultbook.serve.web.metrics import Metrics


@dataclass
class WebService(QuestionService):
    """The service that API and console share."""

    metrics: Metrics = field(default_factory=Metrics)

    def session(self, principal: Principal, protocol: str | None = "http") -> Session:
        """One request's questions."""
        return super().session(principal, protocol)
