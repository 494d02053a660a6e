"""The words by which headings are told that are not in the tables of `jobs.section_headings`, as data."""

from __future__ import annotations

from jobs.section_headings import SectionKind

# Words that may stand around a phrase without changing what the section is about.
FILLER_WORDS = """
    the a an your our my this these those of for to in at is are job position role main key primary core principal
    general specific other additional some include includes including following as follows candidate candidates
    applicant applicants successful list detailed overall important section part statement brief major typical le la
    les l de des du d un une vos votre nos notre ce cette ces pour au aux poste emploi principale principaux
    principales autres autre suivant suivante suivants suivantes liées lié voici quelques clés candidat candidats
    énoncé générales généraux et and continued suite
    """

# English nouns that tell what a section is about whatever stands before them ("Clinical duties"), or behind them after
# a preposition ("Responsibilities for staff").
CLOSING_NOUNS: dict[SectionKind, str] = {
    SectionKind.DUTIES: "duties responsibilities accountabilities",
    SectionKind.ESSENTIAL: "qualifications requirements",
    SectionKind.ABILITIES: "competencies",
    SectionKind.BENEFITS: "perks",
}

# French nouns that tell it whatever stands behind them: "Responsabilités liées au budget".
OPENING_NOUNS: dict[SectionKind, str] = {
    SectionKind.DUTIES: "tâches responsabilités attributions",
    SectionKind.ESSENTIAL: "qualifications exigences",
    SectionKind.KNOWLEDGE: "connaissances",
    SectionKind.ABILITIES: "compétences aptitudes habiletés",
}

# Nouns that tell it where they open a list: "Education and registration", "Pay, travel and housing".
FIRST_NOUNS: dict[SectionKind, str] = {
    SectionKind.ESSENTIAL: "criteria critères",
    SectionKind.EDUCATION: "education études scolarité",
    SectionKind.KNOWLEDGE: "knowledge",
    SectionKind.ABILITIES: "skills abilities capacités",
    SectionKind.BENEFITS: "pay salary compensation benefits rémunération salaire traitement avantages",
    SectionKind.CONDITIONS: "demands effort schedule horaire",
}

# An English phrase ends before these: "Duties | of the clinic".
PREPOSITIONS = """
    of for in to at as with within on under related relating that which who needed required you
    """

# Beginnings of headings that may go on as they like: "What you'll bring to the team", "Ce que nous offrons en retour".
OPENINGS: dict[SectionKind, str] = {
    SectionKind.ABOUT_ORGANISATION: """
        what's the team; who you will work with; who you'll work with; who will you work with; où vous travaillerez;
        avec qui vous travaillerez
        """,
    SectionKind.SUMMARY: "what the job is; what the role is; why this job exists; why this role exists",
    SectionKind.DUTIES: """
        what you will do; what you'll do; what you will be doing; what you'll be doing; what will you do;
        what you will work on; what you'll work on; what you will own; what you'll own; in this role you will;
        in this role you'll; in this position you will; how you will contribute; how you'll contribute;
        how you will make; how you'll make; what would your role look; ce que vous ferez; ce que vous accomplirez;
        ce que vous aurez à; dans ce rôle vous; dans ce poste vous; à quoi ressemblera votre
        """,
    SectionKind.ESSENTIAL: """
        what you bring; what you will bring; what you'll bring; what you need; what you'll need; what you will need;
        what you must have; what you should have; what we need from; what we'll need from; what we will need from;
        what we ask of; what we expect from; what we expect of; what do we expect; what we require; what we look for;
        what we're looking for; what we are looking for; what are we looking for; who we're looking for;
        who we are looking for; who are we looking for; the skills we're looking for; skills we're looking for;
        who you are; who are you; ce que vous apportez; ce que vous apporterez; ce que nous exigeons;
        ce que nous demandons; ce que nous attendons; ce que nous recherchons; ce que nous cherchons;
        ce qu'il vous faut; ce qu'on attend; ce que l'on attend; ce que l'on recherche;
        les compétences que nous recherchons; qui êtes vous; qui vous êtes
        """,
    SectionKind.ASSET: """
        what would be nice; what would be a plus; what would be a bonus; what would set you apart; nice to have;
        bonus points for; bonus points if; extra points for; extra points if; it's a plus if; it's a bonus if;
        it would be a plus; it helps if; even better if; ce qui serait un; ce serait un plus; ce qui nous plairait
        """,
    SectionKind.BENEFITS: """
        what we offer; what we'll offer; what we will offer; what we can offer; what you get; what you'll get;
        what you will get; what's in it for; what is in it for; why you'll love; why you will love;
        why you should join; why should you join; ce que nous offrons; ce que nous vous offrons; ce qu'on vous offre;
        pourquoi vous joindre; pourquoi vous aimerez
        """,
    SectionKind.HOW_TO_APPLY: "how to apply; how we hire; how we choose; comment postuler; pour postuler",
}

# Words with which a line of a list begins, and no heading: "Gather business requirements".
ACTION_WORDS = """
    analyse analyze apply appraise assess assign assume carry collect communicate complete conduct define delegate
    deliver determine develop discharge discuss document draft elicit ensure establish evaluate execute explain fulfil
    fulfill gather handle help identify implement interpret maintain manage meet monitor oversee perform prepare
    provide record review set share support take track transfer translate undertake understand validate verify write
    """

# "Preferred experience", "Compétences souhaitées": a word of this kind beside a qualification makes it an asset...
ASSET_WORDS = """
    asset assets preferred desirable desired bonus optional advantageous atout atouts souhaitable souhaitables
    souhaité souhaités souhaitée souhaitées désiré désirée désirés désirées préférentiel préférentiels préférentielles
    facultatif facultatives
    """

# ... and a word of this kind makes it essential.
ESSENTIAL_WORDS = """
    required mandatory minimum essential necessary requis requise requises exigé exigés exigée exigées minimal
    minimale minimales obligatoire obligatoires essentiel essentiels essentielle essentielles
    """

QUALIFICATION_WORDS = """
    qualification qualifications skill skills criteria criterion requirements requirement experience education
    knowledge abilities competencies competences compétence compétences expérience connaissances connaissance
    formation études scolarité critères exigences habiletés capacités aptitudes training expertise certification
    certifications qualités
    """
