# ruff: noqa: E501 - patterns read better on lines of their own length.
"""What stands in a written title besides the job: one table of patterns, read from top to bottom.

Every pattern belongs to a field of `TitleParts`. Matching ignores case unless a pattern says otherwise; what matched is
set aside and leaves a separator or a blank behind.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from skills.engines.embedded.titles.words import word_list

Field = Literal["level", "classification", "contract", "place", "department", "reference", "other"]

STATES = word_list(
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA "
    "RI SC SD TN TX UT VT VA WA WV WI WY DC PR AB BC MB NB NL NS NT NU ON PE QC SK YT UK USA US"
)

REGIONS = (
    "alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|florida|georgia|hawaii|idaho|illinois|"
    "indiana|iowa|kansas|kentucky|louisiana|maine|maryland|massachusetts|michigan|minnesota|mississippi|missouri|"
    "montana|nebraska|nevada|new hampshire|new jersey|new mexico|new york|north carolina|north dakota|ohio|oklahoma|"
    "oregon|pennsylvania|rhode island|south carolina|south dakota|tennessee|texas|utah|vermont|virginia|west virginia|"
    "wisconsin|wyoming|alberta|british columbia|colombie[- ]britannique|manitoba|new brunswick|nouveau[- ]brunswick|"
    "newfoundland(?: and labrador)?|nova scotia|nouvelle[- ]écosse|nunavut|ontario|prince edward island|québec|quebec|"
    "saskatchewan|yukon|northwest territories|canada|united states|usa|u\\.s\\.a\\.?|united kingdom|england|scotland|"
    "wales|ireland|france|belgium|switzerland|germany|netherlands|spain|italy|india|singapore|malaysia|australia|"
    "new zealand|philippines|mexico|emea|apac|latam|europe|asia|north america|west coast|east coast|"
    "national capital region|région de la capitale nationale"
)

CITIES = (
    "ottawa|gatineau|toronto|montr[ée]al|vancouver|calgary|edmonton|winnipeg|halifax|hamilton|laval|mississauga|brampton|"
    "surrey|burnaby|markham|vaughan|longueuil|saskatoon|regina|st\\.? john'?s|saint john|moncton|fredericton|charlottetown|"
    "whitehorse|yellowknife|iqaluit|kitchener|waterloo|guelph|kingston|sudbury|thunder bay|windsor|oshawa|barrie|"
    "sherbrooke|trois[- ]rivières|saguenay|lévis|kelowna|kamloops|nanaimo|abbotsford|richmond hill|red deer|lethbridge|"
    "new york city|los angeles|chicago|houston|phoenix|philadelphia|san antonio|san diego|dallas|san jose|austin|"
    "jacksonville|fort worth|columbus|charlotte|san francisco|indianapolis|seattle|denver|boston|el paso|nashville|"
    "detroit|oklahoma city|portland|las vegas|memphis|louisville|baltimore|milwaukee|albuquerque|tucson|fresno|"
    "sacramento|kansas city|mesa|atlanta|omaha|colorado springs|raleigh|miami|virginia beach|oakland|minneapolis|"
    "tulsa|tampa|new orleans|cleveland|honolulu|anaheim|st\\.? louis|saint louis|pittsburgh|cincinnati|orlando|"
    "salt lake city|buffalo|rochester|richmond|baton rouge|des moines|"
    "london|manchester|birmingham|leeds|glasgow|edinburgh|liverpool|bristol|belfast|cardiff|dublin|cork|paris|lyon|"
    "marseille|toulouse|lille|bordeaux|nantes|strasbourg|bruxelles|brussels|antwerp|geneva|genève|zurich|lausanne|berlin|"
    "munich|hamburg|frankfurt|amsterdam|rotterdam|madrid|barcelona|lisbon|rome|milan|vienna|prague|warsaw|budapest|"
    "stockholm|copenhagen|oslo|helsinki|sydney|melbourne|brisbane|perth|auckland|wellington|mumbai|delhi|bangalore|"
    "bengaluru|hyderabad|chennai|pune|kolkata|kuala lumpur|penang|johor(?: bahru)?|petaling jaya|shah alam|selangor|"
    "hong kong|tokyo|shanghai|beijing|manila|cebu|jakarta|bangkok|dubai|abu dhabi|doha|riyadh|lagos|nairobi|"
    "johannesburg|cape town|cairo|tel aviv|são paulo|sao paulo|buenos aires|mexico city"
)

NO_JOB = frozenset(
    word_list(
        # work itself and the way to it
        "job work position post role opening vacancy opportunity career employment occupation profession title task "
        "hiring recruitment recruiting recruit hire applicant application apply candidate candidacy interview offer "
        "program programme placement fair event experience employer employee salary pay wage benefit bonus "
        # when and for how long
        "day night evening morning afternoon weekend weekday shift hour week month year season summer winter spring "
        "autumn fall monday tuesday wednesday thursday friday saturday sunday january february march april june july "
        "august september october november december holiday christmas today now start starting immediate immediately "
        "urgent urgently asap soon term contract contractual temporary temp permanent seasonal casual interim full "
        "part time hourly freelance entry level intern internship student volunteer "
        # where
        "home remote hybrid onsite site office online location place city town region area district downtown campus "
        "branch store building floor "
        # who asks, and how
        "company corporation inc ltd llc group team department division unit organization we our us you your join need "
        "needed want wanted required available welcome great exciting excellent new open current general good easy "
        # placeholders
        "tba tbd tbc na none null nil unknown untitled undefined test testing sample example draft template copy final "
        "version document file page misc miscellaneous other various multiple several confidential private internal "
        "external vacant unspecified competitive commission"
    )
)
"""Words that name no job by themselves: of hiring, time, place and employers, and what stands in for a title."""


class Pattern(NamedTuple):
    """One kind of thing to set aside.

    Attributes:
        field: the field of `TitleParts` it goes to.
        regex: what it looks like.
        cuts: whether the words before and after it belong to different phrases.
    """

    field: Field
    regex: re.Pattern[str]
    cuts: bool


def _ignoring_case(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_UNIT = r"(?:hours?|hrs?|h|years?|yrs?|annum|weeks?|wk|months?|mo|days?|heures?|ans?|année|semaines?|mois|jours?)"
_AMOUNT = r"[$£€]\s?\d[\d,. ]*\d?\s?(?:[km]\b)?|\d[\d,.]*\s?(?:[$€]|k\b(?!\w))"
_STATE = "(?:" + "|".join(STATES) + ")"
_GROUPS = (
    "AI|AC|AG|AO|AR|AS|AU|AV|BI|CH|CM|CO|CR|CS|CX|DA|DD|DE|DS|EC|ED|EG|EL|EN|ES|EU|EX|FB|FI|FO|FS|GG|GL|GS|GT|HP|HR|HS|IM|"
    "IS|IT|LC|LI|LP|LS|MA|MD|MT|ND|NF|NU|OE|OM|OP|PC|PE|PG|PH|PI|PL|PM|PO|PR|PS|PY|RO|SC|SE|SG|SO|SP|SR|ST|SW|TI|TR|UT|"
    "VM|WG|WL|WP|WS"
)
_SUBGROUPS = "ENG|SUR|SEM|STS|PAT|LAT|EDS|TEA|PRC|CHN|NUR|RES|REM|MDO|MAN|GHW|MAM|COI|ELE|INM|MED|PIP|VHE|WOW|PIM"

# The language of hiring is put together from classes of words: openings, hurry, seeking, who is welcome.
_OPENING = r"(?:jobs?|positions?|posts?|roles?|vacanc(?:y|ies)|openings?|opportunit(?:y|ies)|employment|careers?)"
_HURRY = r"(?:urgent(?:ly)?|immediate(?:ly)?|now|currently|today|asap|soon)"
_SEEKING = r"(?:hiring|recruiting|needed|wanted|required|sought|seeking|looking for)"
_WELCOME = r"(?:welcomed?|encouraged|invited|accepted|considered)"
_HIRING = (
    rf"(?:we(?:['’]re| are)\s+|{_HURRY}\s+){_SEEKING}(?:\s+an?)?\b",
    rf"(?:we(?:['’]re| are)\s+)?(?:{_HURRY}\s+)?{_SEEKING}(?:\s+{_HURRY})?(?:\s+an?)?\b"
    r"(?!\s+(?:manager|specialist|coordinator|officer|clerk|analyst|advisor|assistant|fairs?|events?|days?))",
    rf"{_HURRY}\s+(?:start|hire|need|interview|availability|{_OPENING})s?|urgent(?:ly)?|asap",
    rf"start(?:s|ing)?\s+{_HURRY}|apply\s+(?:{_HURRY}|here|online|within|direct(?:ly)?)",
    r"(?:new|open|current|available|vacant|exciting|great|excellent|amazing|rewarding|multiple|several|various|many|\d+|entry[- ]level|"
    rf"career|job|employment|work|volunteer|business|future)\s+{_OPENING}(?:\s+available)?",
    r"(?:job|career|employment|recruitment|hiring)\s+(?:offers?|postings?|alerts?|ads?|adverts?|announcements?|fairs?|events?|days?)",
    r"(?:opportunit(?:y|ies)|vacanc(?:y|ies)|openings?)(?:\s+(?:for|in)\b|(?=\s*(?:$|[-–|,/()!:¦])))",
    r"open\s+(?:house|interviews?)|walk[- ]ins?(?:\s+interviews?)?",
    r"join\s+(?:our|the|us|my)\b(?:\s+(?:\w+\s+)?(?:team|family|company|crew|staff))?",
    r"(?:w/|with|plus)\s*(?:full|great|good|excellent)?\s*(?:benefits|bonus(?:es)?|perks)(?=\s*(?:$|[-–|,/()!]))",
    r"no\s+(?:prior\s+|previous\s+)?experience(?:\s+(?:is\s+)?(?:needed|required|necessary))?",
    rf"(?:everyone|anyone|beginners?|students?|newcomers?|graduates?|retirees?|all\s+levels)(?:\s+(?:are|is))?\s+{_WELCOME}(?:\s+to\s+apply)?",
    r"(?:paid\s+|full\s+)?training\s+(?:is\s+)?(?:provided|available|included|offered|given)|will\s+train",
    r"(?:multiple|various|several|all)\s+locations",
    r"(?:inventory|pool)\s+of|(?:talent|candidate|applicant|pre-?qualified)\s+(?:pool|community|network|pipeline|inventory)|anticipatory",
    r"recherché(?:e|\(e\))?|(?:nous|on)\s+recrut(?:ons|e)|offres?\s+d['’]emploi|postes?\s+(?:à\s+(?:pourvoir|combler)|vacants?)|"
    r"(?:belle|nouvelle)\s+opportunité|possibilité\s+d['’]emploi|emplois?\s+(?:étudiants?|d['’]été|saisonniers?)",
)

PATTERNS: tuple[Pattern, ...] = (
    # Numbers that name the posting and not the job.
    Pattern(
        "reference",
        _ignoring_case(
            r"[\[(]?\s*\b(?:job|req(?:uisition)?|posting|position|vacancy|competition|selection process|concours|poste|offre|"
            r"ref(?:erence)?|réf(?:érence)?|processus)\b\.?\s*(?:id|no\b\.?|nos?\.|number|num\b\.?|numéro|n[°º]|code)?"
            r"\s*[:#.]?\s*(?=[a-z\d-]*\d{2})[a-z]{0,4}[-_ ]?\d[\da-z/_-]*\s*[\])]?"
        ),
        True,
    ),
    Pattern("reference", _ignoring_case(r"[\[(]?\s*(?:#|\bn[°º]|\bno\.)\s?[a-z]{0,4}[-_]?\d[\da-z-]*\s*[\])]?"), True),
    Pattern("reference", _ignoring_case(r"[\[(]?\b(?:jr|req|rq|ref|id|jo|j|r|p)[-_]?\d{4,}(?:-\d+)?\b[\])]?"), True),
    Pattern("reference", re.compile(r"[\[(]?\b[A-Z]{2,5}[-_]?\d{4,}(?:-\d+)*\b[\])]?"), True),
    # What is left of a file's name.
    Pattern(
        "reference",
        _ignoring_case(
            r"(?<!\S)\d{5,}(?!\S)|(?<!\S)v(?:ersion)?[ .]?\d+(?:\.\d+)?(?=(?:\.[a-z]{3,4})?\W*$)|\.(?:docx?|pdf|odt|rtf|txt)(?=\W*$)"
        ),
        True,
    ),
    # Pay.
    Pattern(
        "other",
        _ignoring_case(
            rf"[\[(]?\s*(?:\b(?:up to|from|starting at|starts? at|earn|salary|pay(?:s|ing)?|de|jusqu'à)\b:?\s*)?(?:{_AMOUNT})"
            rf"(?:\s*(?:-|–|to|à|/)\s*(?:{_AMOUNT}|\d[\d,.]*))?\s?\+?"
            rf"(?:\s*(?:/|\bper\b|\ban?\b|\bpar\b|\bde l'|\bp\.?)\s*{_UNIT}\b)?"
            r"(?:\s*(?:sign[- ]?on|signing|retention|hiring)?\s*bonus)?\s*[\])]?"
        ),
        True,
    ),
    Pattern("other", _ignoring_case(rf"\b\d+(?:[.,]\d+)?\s*(?:/|per)\s*{_UNIT}\b"), True),
    Pattern(
        "other",
        _ignoring_case(r"[\[(]?\b(?:sign[- ]?on|signing|retention|hiring) bonus(?: offered| available)?[\])]?"),
        True,
    ),
    Pattern(
        "other",
        _ignoring_case(
            r"[\[(]?\b(?:pay|salary|wage)[- ](?:grade|band|scale|range|level|step|group)s?:?[- ]?(?:\d{1,2}|[ivx]{1,4}|[a-e])\b[\])]?"
            r"|[\[(]?\b(?:échelon|groupe|niveau|classe) salariale? ?:?[- ]?\d{1,2}\b[\])]?"
        ),
        True,
    ),
    # Classification of a public service.
    Pattern(
        "classification",
        re.compile(
            rf"[\[(]?\s*\b(?:(?:{_GROUPS})(?:-(?:{_SUBGROUPS}))?[- ]0\d|(?:{_GROUPS})(?:-(?:{_SUBGROUPS}))?-\d{{1,2}}"
            rf"|(?:{_GROUPS})(?:0\d)|(?:GS|WG|GG|WS|NF)[- ]?(?:\d{{4}}-)?\d{{1,2}}(?:/\d{{1,2}})*)\b\s*[\])]?"
        ),
        True,
    ),
    Pattern(
        "classification",
        _ignoring_case(
            r"[\[(]?\s*\b(?:ec|as|pm|cs|it|cr|fi|ex|pe|is|gs|en-eng|se-res|nu|wp|gt|el|pg)-0?\d{1,2}\b\s*[\])]?"
        ),
        True,
    ),
    # Gender markers.
    Pattern(
        "other",
        _ignoring_case(
            r"[\[(]\s*(?:[mfwhdx]\s*[/|,]\s*[mfwhdx](?:\s*[/|,]\s*[mfwhdxi]){0,2}|male\s*(?:/|or|and|&)\s*female|"
            r"female\s*(?:/|or|and|&)\s*male|males?(?: only)?|females?(?: only)?|all genders?|hommes?\s*/\s*femmes?|"
            r"tous genres)\s*[\])]"
        ),
        True,
    ),
    Pattern("other", _ignoring_case(r"(?<![\w/])(?:[mhw]/f|f/[mhw]|m/w|[mfhw]/[mfhw]/[dxi])(?![\w/])"), True),
    Pattern("other", _ignoring_case(r"\b(?:male\s*/\s*female|female\s*/\s*male|hommes?\s*/\s*femmes?)\b"), True),
    # Where one works and for how long.
    Pattern(
        "contract",
        _ignoring_case(
            r"[\[(]?\b(?:(?:100\s?%|fully|full) remote|remote(?:[- ](?:ok|only|first|friendly|work|based|position|role|job|"
            r"opportunity|option(?:al)?|possible|us|usa|canada))?|work(?:ing)?[- ]from[- ]home|work at home|wfh|"
            r"home[- ]based|hybrid(?: work| remote| role)?|telework(?:ing|er)?|telecommut(?:e|ing)|on[- ]?site(?= *(?:$|[-–|,/()\[\]:#@]))|"
            r"in[- ]office(?= *(?:$|[-–|,/()\[\]:#@]))|télétravail|à distance|(?:en )?(?:mode )?hybride)\b[\])]?"
        ),
        True,
    ),
    Pattern(
        "contract",
        _ignoring_case(
            r"[\[(]?\b(?:(?:regular |permanent |temporary |term |casual )?(?:full|part)[- ]?time(?: position| job| hours| only)?"
            r"(?:\s*(?:/|and|or|&|\+)\s*(?:full|part)[- ]?time)?|temps[- ](?:plein|partiel|complet)|à temps (?:plein|partiel)|"
            r"\d{1,2}[- ]?(?:-|to|–)?\s?\d{0,2}[- ]?(?:month|year|week|day|mo)s?(?:[- ](?:contract|term|assignment|position|"
            r"project|temporary|fixed[- ]term|mat(?:ernity)?(?: leave)?(?: cover)?))?|(?:contrat (?:de )?|poste (?:de )?)?\d+ (?:mois|ans?)|"
            r"fixed[- ]term(?: contract)?|(?:poste |contrat |emploi )?(?:d[e'’] ?|à )?durée (?:déterminée|indéterminée)|poste (?:permanent|temporaire|occasionnel|saisonnier)|"
            r"(?:in)?déterminé(?:e|\(e\))?|remplacement(?= *(?:$|[-–|,/()]))|surnuméraire|sur appel|liste de rappel|indeterminate|determinate|temp[- ]to[- ](?:perm|hire)|"
            r"contract[- ]to[- ](?:hire|perm)|direct hire|maternity (?:leave )?cover|mat(?:ernity)? leave(?: replacement)?|"
            r"(?:remplacement de )?congé de maternité|per[- ]diem|prn|zero hours?|cdd|cdi)\b[\])]?"
        ),
        True,
    ),
    Pattern(
        "contract",
        _ignoring_case(
            r"[\[(]\s*(?:ft|pt|f/t|p/t|contract(?:or|ual)?|temp(?:orary)?|perm(?:anent)?|casual|seasonal|term|acting|interim|freelance|"
            r"w2|c2c|1099|contractuel(?:le)?|temporaire|permanente?|occasionnel(?:le)?|saisonni(?:er|ère)|intérimaire|"
            r"par intérim|intérim)(?: (?:only|position|role|contract))?\s*[\])]"
        ),
        True,
    ),
    Pattern(
        "contract",
        _ignoring_case(
            r"^\s*(?:temporary|temp|permanent|seasonal|casual|acting|interim|term|freelance|a/)(?=[\s:,-]+\w)\s*[:,-]?|"
            r"(?<=\s)(?:temporary|permanent|seasonal|casual|interim|acting|freelance|temporaire|permanente?|saisonni(?:er|ère)|"
            r"intérimaire|par intérim|occasionnel(?:le)?)\s*(?=$|[-–|,/;@#])|"
            r"(?<=[-–|,/;])\s*(?:contract(?:ual)?|temp|term|perm|contractuel(?:le)?)\s*(?=$|[-–|,/;@#)])"
        ),
        True,
    ),
    # When.
    Pattern(
        "other",
        _ignoring_case(
            r"[\[(]?\b(?:(?:\d{1,2}[- ]?h(?:ou)?rs? )?(?:nights|days|evenings)(?: only)?|(?:1st|2nd|3rd|4th|first|second|third|day|night|evening|morning|afternoon|overnight|rotating|rotational|"
            r"graveyard|swing|split|weekend|late|early|mid|twilight|all|\d{1,2}[- ]h(?:ou)?rs?)(?:\s*(?:/|and|&|or)\s*(?:day|night|"
            r"evening|weekend))?[- ]shifts?|shift work(?!er)|(?:mon|tues?|wed|thurs?|fri|sat|sun)(?:days?)?\s*(?:-|–|to|&|and|/)\s*"
            r"(?:mon|tues?|wed|thurs?|fri|sat|sun)(?:days?)?|week(?:ends?|days?)(?: only)?|over[- ]?nights?|"
            r"mornings(?: only)?|quart de (?:jour|soir|nuit)|\d{1,2}(?:[,.]\d+)? ?h(?:eures)?(?: ?/ ?| par )sem(?:aine)?|(?:de )?(?:nuit|soir)(?=\s*(?:$|[-–|,/()])))\b[\])]?"
        ),
        True,
    ),
    Pattern(
        "other",
        _ignoring_case(
            r"\b\d{1,2}(?::\d\d)?\s?(?:am|pm)?\s*(?:-|–|to)\s*\d{1,2}(?::\d\d)?\s?(?:am|pm)\b|\b\d{1,2}\s?(?:am|pm)\b"
        ),
        True,
    ),
    Pattern(
        "other",
        _ignoring_case(r"[\[(]\s*(?:days?|nights?|evenings?|flex(?:ible)?(?: hours| schedule)?|m-f)\s*[\])]"),
        True,
    ),
    # Languages and clearances asked for.
    Pattern(
        "other",
        _ignoring_case(
            r"[\[(]?\b(?:(?:fluent )?(?:english|french|spanish|mandarin|cantonese|japanese|korean|german|arabic|portuguese|italian|"
            r"dutch|russian|tagalog|hindi|bilingual)(?:\s*[/&]\s*\w+)?[- ](?:speaking|speakers?|required|preferred|imperative|essential|"
            r"nonimperative)|bilingu(?:al|e)(?:\s+(?:imperative|impératif|\w+/\w+|(?:english|french|spanish|mandarin|french/english)))?|"
            r"(?:bbb|cbc|ccc)(?:/(?:bbb|cbc|ccc))?|(?:active )?(?:ts/sci|top secret|secret|dod|security)(?: level)? clearance(?: required)?|"
            r"ts/sci(?: (?:with |w/ ?)?(?:ci |fs )?poly(?:graph)?)?|cleared)\b[\])]?"
        ),
        True,
    ),
    # The language of hiring.
    Pattern("other", _ignoring_case(rf"[!*]*\s*\b(?:{'|'.join(_HIRING)})\b[!*:]*"), True),
    # For whom somebody works: "Executive assistant to the CEO" is no CEO.
    Pattern(
        "other",
        _ignoring_case(
            r"(?<=\w)\s+(?P<inner>to\s+(?:the\s+\w|(?:chief|president|vice|director|minister|deputy|c[efit]o|coo|vp|md|gm|dean|"
            r"commissioner|board|partners?|principal)\b)[^,;/()|–]*)"
        ),
        True,
    ),
    # Places.
    Pattern(
        "place",
        re.compile(
            rf"(?:(?i:\b(?:in|near|at|à)\s+)|[-–|/@(\[,:]\s*|(?<=\d)\s+|^(?=[\w.'’-]+(?: [\w.'’-]+)?,[^,]{{2,20}}$))"
            rf"(?P<inner>[A-Za-zÀ-ÿ][\w.'’À-ÿ]*(?:[ -](?!(?i:in|at|near|for)\b)[A-Za-zÀ-ÿ][\w.'’À-ÿ]*){{0,3}},\s*"
            rf"(?:(?i:{_STATE})|(?i:{REGIONS}))\b"
            r"(?:,?\s+(?:\d{5}(?:-\d{4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d|USA?|Canada|area))?)\s*[\])]?"
        ),
        True,
    ),
    Pattern(
        "place",
        _ignoring_case(
            rf"(?:\b(?:based in|located in|in|near|at|à|au|greater)\s+|[-–|/@(\[,:]\s*)(?:location\s*:\s*)?"
            rf"(?:(?:downtown|greater|north|south|east|west|northeast|northwest|southeast|southwest|central|upper|lower)\s+)?"
            rf"(?:{CITIES}|{REGIONS})(?:\s+area|\s+region)?(?:\s*[,/&]\s*(?:{CITIES}|{REGIONS}|{_STATE}\b))*(?:\s+area|\s+region)?\s*(?=$|[-–|/,;()\[\]@#:])[\])]?"
        ),
        True,
    ),
    Pattern("place", re.compile(rf"[-–|,/(]\s*{_STATE}\s*(?=$|[-–|/;)\]])[\])]?"), True),
    Pattern(
        "place",
        _ignoring_case(
            r"[-–|/(,]\s*(?:north|south|east|west|northeast|northwest|southeast|southwest|central|midwest|mid[- ]atlantic|pacific)"
            r"(?:ern)? (?:region|area|zone|district|territory)[\])]?|[\[(]\s*location\s*:[^)\]]*[\])]|\blocation\s*:.*$"
        ),
        True,
    ),
    # The employer.
    Pattern(
        "department",
        _ignoring_case(
            r"(?:\s@\s*|\bchez\s+|\bat\s+(?!home\b|secondary\b|sea\b|height|work\b))(?P<inner>[a-z][^-–|/,;()\[\]#@$!:]{1,40}?)"
            r"(?=\s*(?:$|[-–|/,;()\[\]#@$!:¦]))"
        ),
        True,
    ),
    Pattern(
        "department",
        _ignoring_case(
            r"(?:^|[-–|/,(@]\s)\s*(?P<inner>[a-z&.' ]{2,40}\b(?:inc|ltd|llc|corp|corporation|gmbh|plc|pty|sdn bhd|limited|ltée)\b\.?)"
        ),
        True,
    ),
    # Levels.
    Pattern(
        "level",
        _ignoring_case(
            r"[\[(]?\b(?:L[1-9]|(?:level|lvl|grade|band|tier|step|class|niveau|classe|échelon|grades?)[ -]?(?:\d{1,2}|[ivx]{1,4}|[a-e])"
            r"(?:\s*[-/–]\s*(?:\d{1,2}|[ivx]{1,4}))?)\b[\])]?"
        ),
        True,
    ),
    Pattern(
        "level",
        re.compile(r"[\[(]?(?<![\w&/.'-])(?:II|III|IV|V|VI|VII)(?:\s?[/-]\s?(?:I|II|III|IV|V|VI))?(?![\w&.'-])[\])]?"),
        False,
    ),
    Pattern("level", re.compile(r"(?<=[\w)] )I(?:/(?:II|III))?(?=\s*(?:$|[-–|,/(@#¦]))"), False),
    Pattern("level", _ignoring_case(r"(?<=[a-zà-ÿ)] )(?:ii|iii|iv|vi|[1-9])(?=\s*(?:$|[-–|,/(@#¦]))"), True),
    Pattern(
        "level",
        _ignoring_case(
            r"[\[(]?\b(?:entry[- ]level|mid[- ]level|senior[- ]level|junior[- ]level|experienced|intermediate|niveau d['’]entrée|"
            r"débutant(?:e|\(e\))?|expérimenté(?:e|\(e\))?|intermédiaire|confirmé(?:e|\(e\))?)\b[\])]?"
        ),
        False,
    ),
    Pattern(
        "level",
        _ignoring_case(
            r"[\[(]?\b(?:senior|sr|snr|junior|jr|jnr)\b\.?(?:\s*[/]\s*(?:senior|sr|junior|jr)\b\.?)?(?: position| role)?[\])]?"
        ),
        False,
    ),
    Pattern(
        "level",
        _ignoring_case(
            r"\b(?:interns?|internships?(?: programme| program)?|co-?op student|stagiaires?|stage(?= (?:en|d['’e]|de) ))\b"
        ),
        False,
    ),
)
