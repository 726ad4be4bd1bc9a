"""All registers, in the order in which they are listed."""

from models.registers.declaration import Register
from models.registers.kinds.actors import REGISTER as ACTORS
from models.registers.kinds.benefits import REGISTER as BENEFITS
from models.registers.kinds.consultations import REGISTER as CONSULTATIONS
from models.registers.kinds.decisions import REGISTER as DECISIONS
from models.registers.kinds.dialogues import REGISTER as DIALOGUES
from models.registers.kinds.documents import REGISTER as DOCUMENTS
from models.registers.kinds.evaluations import REGISTER as EVALUATIONS
from models.registers.kinds.feedback import REGISTER as FEEDBACK
from models.registers.kinds.funding import REGISTER as FUNDING
from models.registers.kinds.goals import REGISTER as GOALS
from models.registers.kinds.improvements import REGISTER as IMPROVEMENTS
from models.registers.kinds.indicator_values import REGISTER as INDICATOR_VALUES
from models.registers.kinds.indicators import REGISTER as INDICATORS
from models.registers.kinds.learning_projects import REGISTER as LEARNING_PROJECTS
from models.registers.kinds.lessons import REGISTER as LESSONS
from models.registers.kinds.logic import REGISTER as LOGIC
from models.registers.kinds.needs import REGISTER as NEEDS
from models.registers.kinds.projects import REGISTER as PROJECTS
from models.registers.kinds.proposals import REGISTER as PROPOSALS
from models.registers.kinds.sessions import REGISTER as SESSIONS
from models.registers.kinds.stories import REGISTER as STORIES
from models.registers.kinds.tags import REGISTER as TAGS
from models.registers.kinds.wheel import REGISTER as WHEEL
from models.rules.text import plain

REGISTERS: tuple[Register, ...] = (
    GOALS,
    INDICATORS,
    INDICATOR_VALUES,
    FUNDING,
    ACTORS,
    LOGIC,
    EVALUATIONS,
    STORIES,
    LESSONS,
    IMPROVEMENTS,
    BENEFITS,
    WHEEL,
    FEEDBACK,
    DOCUMENTS,
    DECISIONS,
    PROJECTS,
    CONSULTATIONS,
    DIALOGUES,
    PROPOSALS,
    TAGS,
    LEARNING_PROJECTS,
    SESSIONS,
    NEEDS,
)
BY_NAME = {register.name: register for register in REGISTERS}
# By its English name and by what it is called in chat, folded.
BY_WORD = {plain(word): register for register in REGISTERS for word in (register.name, *register.words)}
