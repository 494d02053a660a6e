"""The words that titles of jobs are made of, and those that stand around them, English and French, as data."""

from __future__ import annotations

# Words that name a person at work; what ends in one is nearly always a title.
ROLE_WORDS = """
    accountant actuary adjudicator administrator advisor adviser advocate agent aide ambassador analyst animator
    apprentice archaeologist architect archivist artist assessor assistant associate attendant attorney auditor author
    baker barista bartender biologist bookkeeper broker builder buyer captain caregiver carpenter cashier chair chef
    chemist chief clerk cleaner clinician coach collector commissioner commander communicator comptroller conductor
    consultant controller cook coordinator ordinator copywriter counsel counsellor counselor courier curator
    custodian dean dentist deputy designer detective developer dietitian director dispatcher doctor drafter driver
    economist editor educator electrician engineer envoy epidemiologist estimator evaluator examiner executive expert
    fabricator facilitator fellow firefighter foreman forester gardener generalist geographer geologist governor guard
    guide handyperson head helper historian housekeeper hygienist inspector installer instructor intern interpreter
    interviewer investigator janitor journalist judge keeper labourer laborer lawyer lead leader lecturer librarian
    lieutenant machinist manager marketer mathematician mechanic mediator member mentor merchandiser meteorologist
    midwife millwright minister moderator negotiator nurse nutritionist officer operator optometrist organizer owner
    painter paralegal paramedic partner pharmacist photographer physician physicist physiotherapist pilot planner
    plumber porter practitioner president principal processor producer professional professor programmer proofreader
    psychologist purchaser ranger realtor receptionist recruiter registrar reporter representative researcher resolver
    reviewer sailor salesperson scheduler scientist secretary sergeant server specialist staff statistician
    steward strategist student superintendent supervisor surgeon surveyor teacher technician technologist teller
    tester therapist trader trainee trainer translator treasurer tutor underwriter vet veterinarian volunteer waiter
    warden welder worker writer evangelist hacker wrangler stylist roofer tailor butler concierge nanny
    abatteur adjoint adjointe acheteur acheteuse administrateur administratrice agente ambulancier analyste
    animateur animatrice
    architecte archiviste arpenteur assistante associé associée auditeur auditrice auxiliaire avocat avocate
    bibliothécaire biologiste caissier caissière chargé chargée chauffeur cheffe chercheur chercheuse chimiste
    collaborateur commis comptable concepteur conceptrice conducteur conseiller conseillère consultante contremaître
    contrôleur contrôleuse coordonnateur coordonnatrice coordinateur coordinatrice créateur cuisinier cuisinière
    délégué développeur développeuse directeur directrice dirigeant économiste éditeur éditrice éducateur éducatrice
    électricien employé employée enquêteur enseignant enseignante ergothérapeute estimateur évaluateur évaluatrice
    experte formateur formatrice gérant gérante gestionnaire graphiste greffier greffière illustrateur infirmier
    infirmière infographe informaticien informaticienne ingénieur ingénieure inspecteur inspectrice instructeur
    instructrice intervenant intervenante jardinier journaliste juriste juge livreur machiniste manoeuvre mécanicien
    mécanicienne médecin menuisier monteur notaire opérateur opératrice orthophoniste ouvrier ouvrière parajuriste
    pharmacien pharmacienne planificateur planificatrice plombier préposé préposée président présidente professeur
    professeure programmeur programmeuse psychologue rédacteur rédactrice réceptionniste recruteur recruteuse
    régisseur répartiteur représentant représentante responsable réviseur réviseure scientifique secrétaire serveur
    serveuse soudeur spécialiste stagiaire statisticien superviseur superviseure surveillant surveillante technicien
    technicienne technologue traducteur traductrice travailleur travailleuse urbaniste vendeur vendeuse vérificateur
    vérificatrice vétérinaire
    """

# What documents of this kind call themselves; no title by itself, and no part of one.
GENERIC = (
    r"(?:(?:full |detailed |generic |standard |sample |model |draft |official |benchmark )?(?:job|position|role|work|"
    r"post|class|classification|recruitment|employment) (?:description|posting|profile|specification|spec|"
    r"advertisement|advert|opportunity|opening|summary|details|information|notice|overview|outline|offer|announcement|"
    r"bulletin)s?(?: (?:and|&) person specification)?(?: form| template| questionnaire| cover sheet)?|(?:key |main "
    r")?(?:duties|responsibilities)(?: (?:and|&) (?:duties|responsibilities|required skills|requirements))?|"
    r"performance profile|duty statement|(?:class )?series specification|class series|career opportunit(?:y|ies)|job "
    r"opportunities|vacancy (?:notice|announcement)|(?:external|internal) (?:job )?posting|statement of merit "
    r"criteria(?: and conditions of employment)?|person specification|candidate (?:pack|brief)|now hiring|help wanted|"
    r"we(?: a|')re hiring|join our team|job title|position title|(?:competition|recruitment) notice|notice of "
    r"competition|jd|pd|descriptions? (?:de poste|d'emploi|de fonctions?|de travail|des tâches|du poste)|offres? "
    r"d'emploi|profil de poste|fiche (?:de poste|d'emploi|descriptive|métier)|affichage(?: de poste| interne| "
    r"externe)?|avis de (?:concours|vacance|poste vacant|recrutement)|appel de candidatures|énoncé des critères de "
    r"mérite(?: et conditions d'emploi)?|possibilité d'emploi|titre du poste|nous (?:recrutons|embauch(?:ons|e)(?: "
    r"pour le poste)?)|postes? à (?:pourvoir|combler))"
).replace("'", "['’]")

# The same in one word, which may also begin a real title ("Job Developer"): they go only before a colon or dash.
GENERIC_WORD = (
    r"(?:(?:the |this )?(?:position|role|job)|(?:le |ce )?poste|hiring|careers?|announcement|recruitment|job ad|"
    r"vacancy|smc|concours|recrutement|emploi)"
)

# What a field beside a label says of the employment and not of the job ("Vacancy: Replacement").
TERMS = (
    r"(?:temporary|permanent|casual|seasonal|regular|indefinite|term|contract|replacement|new|existing|vacant|full[- "
    r"]?time|part[- ]?time|temporaire|permanente?|occasionnel(?:le)?|saisonni[eè]re?|contractuel(?:le)?|remplacement|"
    r"nouveau|nouvelle|vacante?|[àa] combler|temps (?:plein|complet|partiel)|position|poste|full|part|yes|no|oui|non|"
    r"and|or|et|ou)"
)
