"""What this device answers with: chosen at the first start and in the settings."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from desktop.assistant.choice import HostChoice, HostKind, HostStatus, LocalServer, Sponsor
from desktop.viewmodels import words
from desktop.viewmodels.base import Context, ViewModel
from sync.errors import CauserieError

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class Hosting(ViewModel):
    """The provider, its key while it is typed, the test of it, and what is in force."""

    changed = Signal()
    serversChanged = Signal()
    testChanged = Signal()
    saved = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(context, parent)
        self._kind = HostKind.NONE
        self._url = ""
        self._model = ""
        self._sponsor = Sponsor.MEMBERS
        self._status: HostStatus | None = None
        self._servers: tuple[LocalServer, ...] = ()
        self._looking = False
        self._busy = False
        self._works = False
        self._message = ""
        self._models: tuple[str, ...] = ()

    @Property(str, notify=changed)
    def kind(self) -> str:
        """The kind chosen: builtin, compatible, openai or none."""
        return self._kind.value

    @Property(str, notify=changed)
    def baseUrl(self) -> str:
        """The server's address, for a compatible one."""
        return self._url

    @Property(str, notify=changed)
    def model(self) -> str:
        """The model chosen; empty for the provider's first."""
        return self._model

    @Property(bool, notify=changed)
    def sharing(self) -> bool:
        """Whether other members' questions are answered too."""
        return self._sponsor is Sponsor.MEMBERS

    @Property(bool, notify=changed)
    def ready(self) -> bool:
        """Whether this device can answer now."""
        return self._status is not None and self._status.ready

    @Property(bool, notify=changed)
    def hasKey(self) -> bool:
        """Whether a key is kept."""
        return self._status is not None and self._status.has_key

    @Property(str, notify=changed)
    def statusLine(self) -> str:
        """What this device can host now."""
        return words.engine_sentence(self._status.message) if self._status else ""

    @Property(bool, notify=serversChanged)
    def looking(self) -> bool:
        """Whether this machine is being searched for model servers."""
        return self._looking

    @Property(str, notify=serversChanged)
    def serverName(self) -> str:
        """The model server found on this machine; empty if there is none."""
        return self._servers[0].name if self._servers else ""

    @Property(str, notify=serversChanged)
    def serverDetail(self) -> str:
        """Where that server is, and what it offers."""
        return words.server_detail(self._servers[0]) if self._servers else ""

    @Property(bool, notify=testChanged)
    def busy(self) -> bool:
        """Whether a choice is being tried."""
        return self._busy

    @Property(bool, notify=testChanged)
    def works(self) -> bool:
        """Whether the last try went well."""
        return self._works

    @Property(str, notify=testChanged)
    def message(self) -> str:
        """What the last try showed."""
        return words.engine_sentence(self._message)

    @Property(list, notify=testChanged)
    def models(self) -> list[str]:
        """The models known for this choice."""
        return list(self._models)

    async def load(self) -> None:
        """Read what is in force."""
        self._take(await self.bridge.assist(lambda service: service.status()))

    @Slot()
    def look(self) -> None:
        """Search this machine for model servers."""
        if not self._looking:
            self._looking = True
            self.serversChanged.emit()
            self.context.spawn(self._look())

    @Slot(str)
    def choose(self, kind: str) -> None:
        """Choose a kind; a server that was found fills in its address."""
        self._kind = HostKind(kind)
        if self._kind is HostKind.COMPATIBLE and not self._url and self._servers:
            self._url = self._servers[0].base_url
        self._model = ""
        self.changed.emit()
        self._say("", works=False)

    @Slot(str)
    def setBaseUrl(self, url: str) -> None:
        """Choose a server."""
        if url.strip() != self._url:
            self._url = url.strip()
            self.changed.emit()
            self._say("", works=False)

    @Slot(str)
    def setModel(self, model: str) -> None:
        """Choose a model."""
        if model.strip() != self._model:
            self._model = model.strip()
            self.changed.emit()

    @Slot(bool)
    def setSharing(self, sharing: bool) -> None:
        """Answer other members' questions too, or only one's own."""
        self._sponsor = Sponsor.MEMBERS if sharing else Sponsor.ME
        self.changed.emit()

    @Slot(str)
    def test(self, key: str) -> None:
        """Try the choice with `key`, or with the one kept if that is empty."""
        self._begin()
        self.context.spawn(self._test(key.strip() or None), self._fail)

    @Slot(str)
    def save(self, key: str) -> None:
        """Keep the choice, after trying it; `saved` follows if it works."""
        self._begin()
        self.context.spawn(self._save(key.strip() or None), self._fail)

    def _choice(self) -> HostChoice:
        url = self._url if self._kind is HostKind.COMPATIBLE else ""
        return HostChoice(self._kind, url, self._model, self._sponsor)

    async def _look(self) -> None:
        try:
            self._servers = tuple(await self.bridge.assist(lambda service: service.find_local_servers()))
        finally:
            self._looking = False
        self.serversChanged.emit()

    async def _test(self, key: str | None) -> None:
        choice = self._choice()
        result = await self.bridge.assist(lambda service: service.test(choice, key))
        self._models = tuple(model.name for model in result.models)
        self._say(result.message, works=result.works)

    async def _save(self, key: str | None) -> None:
        choice = self._choice()
        status = await self.bridge.assist(lambda service: service.configure(choice, key))
        self._take(status)
        works = status.ready or choice.kind is HostKind.NONE
        self._say(status.message, works=works)
        if works:
            self.saved.emit()

    def _take(self, status: HostStatus) -> None:
        self._status = status
        self._kind, self._url = status.choice.kind, status.choice.base_url
        self._model, self._sponsor = status.choice.model, status.choice.sponsor
        self._models = status.models
        self.changed.emit()
        self.testChanged.emit()

    def _begin(self) -> None:
        self._busy, self._message, self._works = True, "", False
        self.testChanged.emit()

    def _say(self, message: str, works: bool) -> None:
        self._busy, self._message, self._works = False, message, works
        self.testChanged.emit()

    def _fail(self, error: CauserieError) -> None:
        self._say(words.error_line(error), works=False)
