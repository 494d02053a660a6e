"""The words that head the sections of job descriptions, English and French, as data.

Phrases are written as people write them; `jobs.sections` compares them without case, accents and punctuation. They
were gathered from public-sector statements of merit criteria, classification standards and company postings.
"""

from __future__ import annotations

from enum import StrEnum


class SectionKind(StrEnum):
    """What a section of a job description is about."""

    HEADER = "header"
    ABOUT_ORGANISATION = "about_organisation"
    SUMMARY = "summary"
    DUTIES = "duties"
    ESSENTIAL = "essential"
    ASSET = "asset"
    EDUCATION = "education"
    EXPERIENCE = "experience"
    KNOWLEDGE = "knowledge"
    ABILITIES = "abilities"
    CONDITIONS = "conditions"
    BENEFITS = "benefits"
    EQUAL_OPPORTUNITY = "equal_opportunity"
    HOW_TO_APPLY = "how_to_apply"
    OTHER = "other"


HEADING_PHRASES: dict[SectionKind, str] = {
    SectionKind.HEADER: """
        basic information; job details; position details; job information; position information; at a glance;
        job identification; position identification; general information; key details; posting details;
        renseignements généraux; informations générales; identification du poste; détails du poste;
        renseignements sur le poste; description de poste; description d'emploi; job description; position description;
        work description; job posting; job profile; role profile; statement of merit criteria;
        énoncé des critères de mérite; profil de poste; fiche de poste; offre d'emploi; facts about the position;
        fiche signalétique; renseignements sur l'emploi; renseignements; identification
        """,
    SectionKind.ABOUT_ORGANISATION: """
        about us; about the company; about the organisation; about the organization; about our company;
        about our organization; about the team; about our team; who we are; our company; our mission; our story;
        our values; our vision; our culture; the company; the organization; the organisation; company overview;
        company description; company profile; organizational overview; organization overview; about the department;
        about the agency; about the city; about the university; about the employer; about the branch; overview of us;
        department overview; agency overview; mission and vision; what we do; why work for us; why us; why join us;
        why join; about the division; about the ministry; about the program; who are we; our organization;
        our commitment to you; organizational context; organisational context; life at; meet the team;
        company information; à propos de nous; à propos de l'organisation; à propos de l'entreprise;
        à propos du ministère; qui sommes nous; qui nous sommes; notre mission; notre entreprise; notre organisation;
        nos valeurs; notre vision; notre équipe; notre histoire; l'entreprise; l'organisation; l'employeur;
        présentation de l'entreprise; à propos de l'équipe; description de l'entreprise; contexte organisationnel;
        pourquoi se joindre; pourquoi nous rejoindre; pourquoi travailler chez nous; pourquoi travailler avec nous;
        à propos de la société; notre culture; présentation de l'organisme; profil de l'entreprise;
        mission de l'organisation; le milieu de travail; what's the team like; who you will work with;
        who will you work with; where you will work; how we work; how we work together; avec qui vous travaillerez;
        où vous travaillerez; comment nous travaillons
        """,
    SectionKind.SUMMARY: """
        opportunity overview; summary; job summary; position summary; role summary; overview; job overview;
        position overview; role overview; about the job; about the role; about the position; about this role;
        about this job; about this position; the role; the position; the job; the opportunity; your role; purpose;
        job purpose; position purpose; purpose of the job; purpose of the position; purpose of the role;
        primary purpose; main purpose; mandate; role purpose; role description; introduction; general summary;
        general purpose; basic function; position objective; job objective; client service results;
        general description; nature of work; definition; class definition; distinguishing characteristics; scope;
        job scope; position scope; organisational position; background; context; general statement of duties;
        major function; general accountability; general definition of work; description of work; class summary;
        summary statement; sommaire; sommaire du poste; résumé; résumé du poste; résumé de l'emploi; aperçu;
        aperçu du poste; le poste; le rôle; votre rôle; à propos du poste; à propos du rôle; à propos de l'emploi;
        raison d'être; mission; but du poste; objectif du poste; objectif; votre mission; description sommaire;
        nature du poste; nature de l'emploi; résultats axés sur le service à la clientèle; mandat; votre mandat;
        contexte; mise en contexte; sommaire de la fonction; sommaire des fonctions; description générale;
        nature du travail; nature des fonctions; raison d'être du poste; l'opportunité; finalité du poste;
        what the job is about; why this job exists; why this position exists; the position in brief; objet;
        objet du poste; le travail; pourquoi ce poste existe; le poste en bref
        """,
    SectionKind.DUTIES: """
        key objectives; objectives; your objectives; objectifs clés; duties; key duties; main duties; job duties;
        duties and responsibilities; duties statement; responsibilities; accountabilities; key accountabilities;
        principal accountabilities; key activities; main activities; key activities and responsibilities;
        roles and responsibilities; role and responsibilities; tasks; job tasks; tasks and responsibilities;
        essential functions; essential job functions; essential duties; essential duties and responsibilities;
        essential duties and functions; job functions; functions; marginal functions; essential tasks;
        what you will do; what you'll do; what you will be doing; what you'll be doing; what will you do;
        a day in the life; day to day; in this role you will; in this role you'll; in this position you will;
        your responsibilities; your tasks; your impact; how you will contribute; how you will make an impact;
        examples of duties; typical duties; typical tasks; examples of work; examples of work performed;
        illustrative examples of work; example of duties; representative duties; work performed; activities;
        key responsibilities; key result areas; key deliverables; deliverables; performance objectives; the work;
        what the job involves; what the role involves; your day to day; you will; as a member of the team you will;
        what you will own; what you'll own; supervisory responsibilities; management responsibilities;
        duties may include; responsibilities include; duties include; the main responsibilities; main responsibilities;
        scope of responsibilities; major duties; what you can expect to do; you'll be responsible for;
        you will be responsible for; tâches; fonctions; fonctions principales; principales fonctions;
        tâches principales; principales tâches; tâches et responsabilités; responsabilités;
        responsabilités principales; principales responsabilités; rôle et responsabilités; rôles et responsabilités;
        vos responsabilités; vos tâches; activités; activités principales; principales activités; activités clés;
        ce que vous ferez; vos fonctions; vos missions; missions; missions principales; description des tâches;
        description des fonctions; exercice des fonctions; attributions; attributions caractéristiques;
        dans ce rôle vous; dans ce poste vous; ce que vous aurez à faire; fonctions essentielles;
        fonctions caractéristiques; responsabilités clés; vos défis; vos principaux défis; au quotidien;
        votre quotidien; exemples de tâches; tâches essentielles; principaux domaines de responsabilité;
        votre contribution; what you will work on; what you will make; what you will lead; what you'll work on;
        you will make; you will also; you'll make; you'll also; in this role you will have the opportunity to;
        what would your role look like; what your role looks like; your job; ce que vous accomplirez;
        ce que vous aurez à accomplir; vous ferez; dans ce rôle vous aurez l'occasion; votre travail;
        en quoi consiste le poste; nature des responsabilités
        """,
    SectionKind.ESSENTIAL: """
        specialist skills; specialist skills and requirements; competencies and skills required;
        skills and competencies required; essential qualifications; essential criteria; essential requirements;
        essential skills; essential; essentials; requirements; minimum requirements; minimum qualifications; minimum;
        required; mandatory; must have; must haves; must-have; basic qualifications; basic requirements;
        required qualifications; required skills; job requirements; position requirements;
        requirements of the position; qualifications; qualification requirements; qualifications required;
        qualification; skills and qualifications; qualifications and skills; skills and experience;
        skills & experience; experience and skills; experience and qualifications; qualifications and experience;
        skills and requirements; requirements and qualifications; what you bring; what you'll bring;
        what you will bring; what you need; what you'll need; what you will need; what we're looking for;
        what we are looking for; who we're looking for; who we are looking for; who you are; skills we're looking for;
        skills we are looking for; skills you will need; skills you'll need; you have; you bring; you should have;
        you must have; about you; your profile; your qualifications; your background; ideal candidate;
        the ideal candidate; candidate profile; ideal candidate profile; person specification; selection criteria;
        qualification standards; screening criteria;
        applicants applying for this job must meet the following requirements; mandatory requirements;
        mandatory qualifications; mandatory criteria; technical requirements; merit criteria;
        we're looking for someone; we are looking for someone; special requirements; what it takes; what we expect;
        what we require; you'll have; you will have; is this you; entrance requirements;
        acceptable experience and training; education and experience requirements; person profile;
        what makes you a great fit; qualifications essentielles; critères essentiels; exigences; exigences minimales;
        exigences du poste; exigences de l'emploi; exigences essentielles; exigences obligatoires; essentielles;
        essentiel; essentiels; qualifications requises; compétences requises; compétences essentielles;
        conditions d'admission; profil; profil recherché; profil du candidat; votre profil; profil idéal;
        ce que nous recherchons; ce que nous cherchons; les compétences que nous recherchons; qui vous êtes;
        qui êtes vous; à propos de vous; ce que vous apportez; vous avez; vous possédez; candidat idéal;
        candidat recherché; vos qualifications; vos atouts et compétences; critères de sélection; critères de mérite;
        prérequis; pré-requis; obligatoire; obligatoires; requis; qualifications minimales;
        qualifications et compétences; compétences et qualifications; compétences et expérience;
        compétences recherchées; critères obligatoires; votre bagage; ce qu'il vous faut; nous recherchons;
        conditions d'accès; what you must have; what we ask; what we ask for; what we need; what we need from you;
        what we expect from you; what do we expect from you; what is required; who are you; who are we looking for;
        you need; you should; required of candidates; qualifications profile; personal specification;
        what skills you need;
        what you should have; what you should bring; what you have; what is essential; ce que nous exigeons;
        ce que nous demandons; ce que nous attendons de vous; ce qui est exigé; ce qui est requis;
        ce qui est essentiel; ce qu'on attend de vous; ce que vous apporterez; ce que vous devez avoir;
        ce que vous possédez; ce que tu apportes; votre apport; vous apportez; ce que l'on recherche;
        ce qu'on recherche; qualités essentielles; qui recherchons nous; qui cherchons nous; profil exigé
        """,
    SectionKind.ASSET: """
        asset qualifications; asset; assets; asset criteria; other assets; preferred; preferred qualifications;
        preferred skills; preferred requirements; preferred experience; preferences; desired; desired qualifications;
        desired skills; desirable; desirable qualifications; desirable criteria; desirable skills; desirables;
        nice to have; nice to haves; nice-to-have; bonus; bonus points; bonus skills; pluses; plus; additional assets;
        would be an asset; considered an asset; considered assets; would be assets; is an asset; are assets; an asset;
        even better if; extra credit; great to have; good to have; preferred but not required; optional;
        additional qualifications; extra points; what would set you apart; what will set you apart; what sets you apart;
        what gives you an edge; it's a bonus if; it would be a plus; it is a plus if; will be considered an asset;
        may be considered an asset; you might also have; advantageous; an advantage; supplemental qualifications;
        recommended qualifications;
        qualifications constituant un atout; atout; atouts; qualifications souhaitables; qualités souhaitables;
        souhaitable; souhaitables; souhaité; souhaités; souhaitée; souhaitées; constitue un atout;
        constituant un atout; constituent un atout; seraient des atouts; serait un atout; sont des atouts;
        est un atout; considéré comme un atout; considérés comme des atouts; un plus; serait un plus; facultatif;
        préférences; compétences souhaitées; critères souhaitables; compétences supplémentaires;
        qualifications préférées; exigences souhaitables; points bonus; en prime; critères préférentiels;
        what would be a plus; what would be a bonus; what would be nice; what would help; what is desirable;
        we would prefer; we would love; what we would love; of further interest; it helps if you have; it helps if;
        it would be great if; it would be nice if; you may also have; ce qui est souhaité; ce qui serait un plus;
        ce qui serait un atout; ce qui nous plairait; ce qui nous plairait aussi; nous aimerions aussi;
        qualités constituant un atout; ce serait un plus; vous avez peut-être aussi
        """,
    SectionKind.EDUCATION: """
        education; educational requirements; education requirements; education requirement; education and training;
        education level; educational background; educational qualifications; education and certification;
        education and certifications; education and licensing; academic qualifications; academic requirements;
        academic background; certification; certifications; licences; licenses; licences and certifications;
        licenses and certifications; certification requirements; degree; degrees; degrees and certifications; training;
        occupational certification; professional certification; certificates; licensure; required education;
        minimum education; special certifications; certificates licenses registrations; credentials;
        training and certification; études; formation; scolarité; formation académique; niveau de scolarité;
        niveau d'études; diplôme; diplômes; formation requise; formation exigée; scolarité exigée;
        formation et diplômes; formation scolaire; attestation professionnelle; accréditation; permis et certificats;
        certificats; études et certification; formation et certification; attestations; études et titre professionnel;
        certificates and licences; certificates and licenses
        """,
    SectionKind.EXPERIENCE: """
        experience; work experience; experience requirements; relevant experience; professional experience;
        experience required; specialized experience; specialised experience; job experience; required experience;
        prior experience; years of experience; minimum experience; previous experience; your experience;
        education and experience; education & experience; experience and education; education experience and training;
        education training and experience; training and experience; education training experience;
        education and work experience; education experience; education/experience; technical experience;
        management experience; general experience; related experience; expérience; expériences; expérience requise;
        expérience exigée; expérience professionnelle; expérience de travail; expérience pertinente;
        études et expérience; formation et expérience; scolarité et expérience; vos expériences; expérience spécialisée
        """,
    SectionKind.KNOWLEDGE: """
        knowledge; knowledge requirements; knowledge required; knowledge areas; required knowledge;
        knowledge skills and abilities; knowledge skills abilities; knowledge and abilities;
        knowledge abilities and skills; knowledge and skills; knowledge skills and other characteristics; ksas; ksa;
        technical knowledge; knowledge of; knowledge required by the position; specialized knowledge;
        knowledge skills and experience; knowledge and experience; connaissances; connaissance; connaissances requises;
        connaissances et compétences; connaissances et habiletés; connaissances techniques; connaissances exigées;
        connaissances capacités et qualités personnelles; savoir; savoirs; connaissances compétences et habiletés
        """,
    SectionKind.ABILITIES: """
        abilities; ability; skills; competencies; core competencies; key competencies; behavioural competencies;
        behavioral competencies; technical competencies; key leadership competencies; leadership competencies;
        skills and abilities; abilities and skills; abilities and competencies; skills and competencies;
        competencies and skills; soft skills; hard skills; technical skills; interpersonal skills;
        personal suitability; personal attributes; personal qualities; effective behaviours; attributes;
        personal characteristics; special personal characteristics; key skills; core skills; skill set; skillset;
        skill requirements; behaviours; behaviors; tech stack; our tech stack; technologies; tools;
        tools and technologies; technology skills; software skills; language skills; computer skills;
        communication skills; competencies required; success profile; essential competencies; skills required;
        language requirements; language requirement; languages; transferable skills; habiletés; capacités; capacité;
        aptitudes; compétences; qualités personnelles; compétences clés; compétences techniques;
        compétences comportementales; compétences essentielles en leadership; savoir être; savoir-être; savoir faire;
        savoir-faire; habiletés et compétences; qualités; qualités requises; aptitudes et compétences;
        compétences et aptitudes; compétences personnelles; vos compétences; exigences linguistiques; langues; outils;
        environnement technique; environnement technologique; compétences linguistiques; capacités et compétences;
        comportements; habiletés requises; profil linguistique; tools of the trade; language; official languages;
        langue; langues officielles; abilities and personal suitability; capacités et qualités personnelles;
        outils du métier; our core tech stack
        """,
    SectionKind.CONDITIONS: """
        conditions of employment; condition of employment; conditions; working conditions; work conditions;
        work environment; working environment; physical demands; physical requirements; physical effort; mental effort;
        sensory demands; work schedule; schedule; hours of work; working hours; hours; security clearance;
        security requirements; security; travel; travel required; travel requirements; operational requirements;
        terms of employment; employment conditions; environmental conditions; physical demands and work environment;
        work location; physical and mental demands; other conditions; background check; supervisory controls; effort;
        tools and equipment used; environmental factors; conditions of work; terms and conditions;
        organizational needs; workplace; shift; overtime; type of employment; employment type; licensing requirements;
        necessary special requirements; ada requirements; physical and environmental conditions; equipment used;
        drug testing; position type and expected hours of work; work arrangement; reporting relationships;
        supervision received; supervision exercised; conditions d'emploi; condition d'emploi; conditions de travail;
        environnement de travail; exigences physiques; horaire; horaire de travail; heures de travail;
        cote de sécurité; sécurité; déplacements; exigences opérationnelles; besoins organisationnels;
        besoins de l'organisation; besoins opérationnels; effort physique; effort intellectuel; milieu de travail;
        lieu de travail; modalités; conditions particulières; exigences en matière de sécurité; type d'emploi;
        type de contrat; efforts; autorisation de sécurité; conditions d'exercice; requirements of employment;
        cadre de travail; laissez-passer; horaire et conditions;
        physical setting and conditions; physical and other demands
        """,
    SectionKind.BENEFITS: """
        benefits; benefits and perks; perks; perks and benefits; our benefits; employee benefits; compensation;
        compensation and benefits; total rewards; rewards; salary; pay; salary and benefits; pay and benefits;
        salary range; annual salary; salary information; salary and compensation; what we offer; what's in it for you;
        what is in it for you; we offer; why you will love working here; why you'll love working here; why you'll love;
        what you get; what you'll get; what you'll receive; what you will get; our offer; why work here;
        benefits package; your benefits; pay range; remuneration; what you can expect from us; why choose us; wage;
        what's on offer; vacation; fringe benefits; retirement; our perks; what we can offer you; hourly rate;
        pay scale; avantages; avantages sociaux; nos avantages; vos avantages; rémunération; salaire;
        salaire et avantages; ce que nous offrons; nous offrons; ce que nous vous offrons; pourquoi travailler ici;
        rémunération et avantages; rémunération et avantages sociaux; échelle salariale; échelle de traitement;
        traitement; salaire annuel; pourquoi vous allez aimer; ce qu'on vous offre; ce qu'on t'offre;
        conditions salariales; les avantages; on vous offre; what you get from us; what we will offer you;
        what we'll offer you; what comes with it; you get; alongside pay; why you should join; why you should join us;
        why should you join us; perks of the job; ce qui vient avec; ce que nous offrons en retour;
        ce que vous obtiendrez; ce que vous obtenez; pay travel and housing; benefits and conditions
        """,
    SectionKind.EQUAL_OPPORTUNITY: """
        equal opportunity; equal opportunity employer; equal employment opportunity;
        equal employment opportunity statement; eeo; eeo statement; eeo policy; eeo policy statement; diversity;
        diversity and inclusion; diversity equity and inclusion; equity diversity and inclusion;
        equality diversity and inclusion; employment equity; inclusion; our commitment to diversity;
        commitment to diversity; accommodation; accommodations; accommodation statement; reasonable accommodation;
        reasonable accommodations; reasonable accommodations statement; accessibility; accessibility statement;
        affirmative action; non discrimination; nondiscrimination; non-discrimination statement; veterans preference;
        veterans' preference information; inclusive workplace; disclaimer; privacy notice; privacy; privacy statement;
        equity statement; equality statement; land acknowledgement; indigenous relations; preference; equal access;
        legal; e-verify; fair chance; our commitment to inclusion; diversity statement; fair employment;
        at will employment; right to work; aap eeo statement; égalité des chances; équité en matière d'emploi;
        équité en emploi; équité et diversité; diversité; diversité et inclusion; équité diversité et inclusion;
        accessibilité; mesures d'adaptation; accommodement; accommodements; programme d'accès à l'égalité;
        accès à l'égalité en emploi; accès à l'égalité; avis de non-responsabilité; confidentialité;
        protection des renseignements personnels; engagement envers la diversité; reconnaissance territoriale;
        mesures d'accommodement; employeur souscrivant au principe de l'égalité; préférence; énoncé sur la diversité;
        égalité professionnelle; equity and accommodation; statement on equal opportunity; equal opportunities; équité;
        équité et adaptation
        """,
    SectionKind.HOW_TO_APPLY: """
        how to apply; to apply; apply; apply now; application process; application instructions; application procedure;
        application information; application deadline; applications; contact; contact us; contacts;
        contact information; point of contact; next steps; what to expect next; what happens next; selection process;
        examination information; the process; hiring process; interview process; recruitment process;
        our hiring process; who may apply; who can apply; area of selection; closing date; deadline; where to apply;
        submission; process notes; selective certification; application submission; required documents; examination;
        examination process; exam weight; examination weight; filing period; appointment;
        additional information about the process; when to apply; review; test preparation; how you will be evaluated;
        applications are currently closed; eligibility; filing instructions; important messages; statement of interest;
        information you must provide; assessment; assessment process; notice; other information;
        additional information; please note; note; notes; important information; additional notes; important notes;
        additional comments; final filing date; selection procedure; notice of termination; examination dates;
        comment postuler; pour postuler; postuler; présenter sa candidature; présentez votre candidature;
        procédure de candidature; processus de candidature; comment présenter votre demande; candidature; candidatures;
        coordonnées; personne-ressource; personnes-ressources; prochaines étapes; processus de sélection;
        processus d'embauche; processus de recrutement; date limite; date de clôture; date limite pour postuler;
        qui peut postuler; zone de sélection; admissibilité; renseignements supplémentaires;
        renseignements additionnels; autres renseignements; informations supplémentaires; informations complémentaires;
        nous contacter; pour nous joindre; remarques; remarque; messages importants; évaluation;
        modalités d'inscription; inscription; documents requis; période d'inscription; renseignements complémentaires;
        autres informations; soumettre sa candidature; soumettre votre candidature; renseignements à fournir; applying;
        interested; how we choose; how we hire; how we recruit; the application process; how to join us; intéressé;
        intéressée; cela vous intéresse; pour vous présenter; déroulement du concours; évaluation des candidatures;
        comment nous choisissons; further information
        """,
}

# Labels of the facts at the top of a job description: they open the header or go on with it, "Location: Ottawa".
HEADER_LABELS = """
    title; job title; position title; position; role; working title; class title; classification;
    classification title; class code; location; work location; duty location; department; division; branch;
    directorate; unit; team; agency; ministry; organization; organisation; company; employer; reference;
    reference number; reference no; job id; job number; job code; requisition; requisition number; position number;
    position no; competition number; competition no; posting number; vacancy number; announcement number;
    job announcement number; selection process number; job ref; job reference; reports to; reporting to; supervisor;
    supervisor title; direct reports; manager; level; grade; group and level; series and grade level;
    series grade level; pay grade; job family; date; effective date; date posted; open date; opening date; open;
    close; closing; exam open; posted; posting date; revised; date revised; date approved; revision date;
    number of vacancies; vacancies; number of positions; position type; job type; employment status; status;
    flsa status; flsa; bargaining unit; union; tenure; supervisory status; function; sector; city; province; state;
    country; start date; term; duration; noc; noc code; business unit; contract type; job category; category; series;
    last updated; approved by; prepared by; working pattern; titre; titre du poste; titre de l'emploi;
    intitulé du poste; poste; emploi; appellation d'emploi; lieu; lieu d'affectation; ville; emplacement; ministère;
    direction; direction générale; service; unité; équipe; organisme; entreprise; numéro de référence;
    numéro de concours; no de référence; référence; numéro de poste; numéro du poste; numéro de processus;
    numéro du processus de sélection; relève de; supérieur immédiat; supérieur hiérarchique; superviseur;
    groupe et niveau; niveau; classe; catégorie; catégorie d'emploi; date d'entrée en vigueur; date de publication;
    date d'affichage; date de début; nombre de postes; statut; statut d'emploi; durée; syndicat; unité de négociation;
    famille d'emplois; secteur; code cnp; cnp; se rapporte à; rattachement hiérarchique
    """
