use super::*;

/// One case a line: `preferred | variants | forbidden | text | text afterwards`. The forbidden words are marked by
/// `⟦⟧`. A text that is not sure begins with `?`.
const CASES: &str = "
lighthouse | | beacon | A ⟦beacon⟧ shone. | A lighthouse shone.
anchor | | mooring | A ⟦mooring⟧ held. | An anchor held.
hour | | period | It took a ⟦period⟧. | It took an hour.
lighthouse | | old beacon | An ⟦old beacon⟧ shone. | A lighthouse shone.
lighthouse | | old beacon | AN ⟦OLD BEACON⟧ SHONE | A LIGHTHOUSE SHONE
anchor | | mooring | A ⟦MOORING⟧ HELD THE SHIP | AN ANCHOR HELD THE SHIP
anchor | | mooring | It was a heavy ⟦mooring⟧. | It was a heavy anchor.
LLM | | big model | Is it a ⟦big model⟧? | Is it an LLM?
RAM chip | | store | Is it a ⟦store⟧? | ?Is it a RAM chip?
lighthouse | | light tower | Both ⟦light towers⟧ were lit. | Both lighthouses were lit.
harbour authority | | port office | The ⟦port offices⟧ met. | The harbour authorities met.
child | | kid | The ⟦kids⟧ ran. | The children ran.
child | | kid | The ⟦kids⟧' boats | The children's boats
child | | kid | the ⟦kid⟧’s boat | the child’s boat
child | | kid | He said 'the ⟦kids⟧' twice. | He said 'the children' twice.
lighthouse | | light tower | The ⟦light towers⟧’ lamps | The lighthouses’ lamps
lighthouse | | light tower | The ⟦light tower⟧'s lamp | The lighthouse's lamp
visibility | | visible | Making lights ⟦visible⟧ is hard. | ?Making lights visibility is hard.
function | | variable | Find the ⟦variable⟧ now. | Find the function now.
Harbour Research | | Harbour Institute | He came to the ⟦Harbour Institute⟧. | ?He came to the Harbour Research.
Harbour Research | | Harbour Institute | He came to ⟦Harbour Institute⟧. | He came to Harbour Research.
Academy of Tides | | Tide Academy | He is of the ⟦Tide Academy⟧. | He is of the Academy of Tides.
index | indexes | register | Both ⟦registers⟧ are full. | Both indexes are full.
index | | register | Both ⟦registers⟧ are full. | Both indices are full.
equipment | | device | The ⟦device⟧ is heavy. | The equipment is heavy.
equipment | | device | A heavy ⟦device⟧ is here. | ?A heavy equipment is here.
equipment | | device | The ⟦devices⟧ are heavy. | ?The equipment are heavy.
equipment | | device | A ⟦device⟧ is here. | ?Equipment is here.
device | | equipment | This ⟦equipment⟧ is heavy. | This device is heavy.
device | | equipment | He brought ⟦equipment⟧. | ?He brought device.
settings | | configuration | The ⟦configuration⟧ is right. | ?The settings is right.
settings | | preferences | The ⟦preferences⟧ are right. | The settings are right.
setting | | preferences | The ⟦preferences⟧ are right. | The settings are right.
fine-tune | | adjust | They ⟦adjusted⟧ the model. | They fine-tuned the model.
fine-tune | | adjust | It is ⟦adjusting⟧ the model. | It is fine-tuning the model.
fine-tune | | adjust | He ⟦adjusts⟧ the model. | He fine-tunes the model.
carry out | | perform | She ⟦performed⟧ the plan. | She carried out the plan.
commit | | submit | It was ⟦submitted⟧ today. | It was committed today.
rewrite | | revise | It was ⟦revised⟧ today. | It was rewritten today.
rewrite | | revise | She ⟦revised⟧ it today. | She rewrote it today.
rewrite | | revise | Lin ⟦revised⟧ it today. | ?Lin rewrote it today.
rewrite | rewrote | revise | Lin ⟦revised⟧ it today. | Lin rewrote it today.
lighthouse | | tower | They ⟦towered⟧ over us. | ?They lighthouse over us.
recursion | | iteration | An ⟦iterative⟧ way | ?A recursion way
lighthouse | | beacon | ⟦Beacons⟧ shone. | Lighthouses shone.
signal light | | beacon | ⟦Beacons⟧ shone. | Signal lights shone.
signal light | | beacon | The Keeper of the ⟦Beacon⟧ | The Keeper of the Signal Light
signal light | | beacon | A History of Old ⟦Beacons⟧ at Sea | A History of Old Signal Lights at Sea
signal light | | beacon | KEEPER OF THE ⟦BEACON⟧ | KEEPER OF THE SIGNAL LIGHT
signal light | | light tower | The ⟦Light Tower⟧ was lit. | The Signal Light was lit.
signal light | | light tower | ⟦Light tower⟧ keepers slept. | Signal light keepers slept.
lighthouse | | beacon | He lives in ⟦Beacon⟧ Street. | ?He lives in Lighthouse Street.
iPhone | | phone | ⟦Phones⟧ ring. | iPhones ring.
BAAI | | academy | The ⟦academy⟧ met. | The BAAI met.
Signal light | | Light tower | A ⟦light tower⟧ shone. | A signal light shone.
Beijing | | Peking | In ⟦Peking⟧ it rained. | In Beijing it rained.
signal light | | light tower | a ⟦light-tower⟧ keeper | a signal-light keeper
lighthouse | | light tower | a ⟦light tower⟧-like thing | a lighthouse-like thing
signal light | | beacon | a ⟦beacon⟧-like thing | ?a signal light-like thing
harbour light | | light | the harbour ⟦light⟧ shone | ?the harbour harbour light shone
the Harbour Trust | | Harbour Board | The ⟦Harbour Board⟧ met. | The Harbour Trust met.
lighthouse | | beacon | See https://⟦beacon⟧.example/x now. | ?See https://lighthouse.example/x now.
lighthouse | | beacon | Call `⟦beacon⟧()` now. | ?Call `lighthouse()` now.
lighthouse | | beacon | The file is called ⟦beacon⟧.txt now. | ?The file is called lighthouse.txt now.
lighthouse | | beacon | Set old_⟦beacon⟧ now. | ?Set old_lighthouse now.
lighthouse | | beacon | A port/⟦beacon⟧ pair. | A port/lighthouse pair.
";

#[test]
fn words_come_in_the_form_of_what_they_replace() {
    let mut wrong = String::new();
    for line in CASES.lines().filter(|line| !line.is_empty()) {
        let parts: Vec<&str> = line.split('|').map(str::trim).collect();
        let [preferred, variants, forbidden, marked, wanted] = parts[..] else {
            panic!("{line}");
        };
        let (start, end) = (marked.find('⟦').unwrap(), marked.find('⟧').unwrap());
        let text = marked.replace(['⟦', '⟧'], "");
        let place = start..end - '⟦'.len_utf8();
        let concept = Concept {
            target: preferred.to_owned(),
            variants: variants.split_whitespace().map(str::to_owned).collect(),
            ..Concept::default()
        };
        let written = Written {
            text: &text,
            sentences: &[],
            as_listed: forbidden,
        };
        let made = super::preferred(written, place.clone(), &concept);
        // Around the place nothing changes.
        assert!(
            made.place.start <= place.start && made.place.end >= place.end,
            "{line}"
        );
        let sign = if made.is_safe { "" } else { "?" };
        let after = format!(
            "{sign}{}{}{}",
            &text[..made.place.start],
            made.with,
            &text[made.place.end..]
        );
        if after != wanted {
            wrong += &format!("{line}\n    {after}\n");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

proptest::proptest! {
    /// Whatever stands around: the place grows by an article or a mark alone, and lies in the text.
    #[test]
    fn the_rest_of_the_text_stays(
        before in "(An? |The |[A-Za-z .,'’“`/灯é-]){0,12}",
        behind in "[A-Za-z .,'’”`:/灯é-]{0,12}",
        written in "beacons?|Beacons?|BEACON|old beacon|fishing",
        preferred in "signal light|hour|LLM|iPhone|the Trust|équipe|灯",
        listed in "beacon|Beacon|old beacon|fish",
    ) {
        let text = format!("{before}{written}{behind}");
        let place = before.len()..before.len() + written.len();
        let concept = Concept { target: preferred, ..Concept::default() };
        let made = super::preferred(Written { text: &text, sentences: &[], as_listed: &listed }, place.clone(), &concept);
        assert!(text.get(made.place.clone()).is_some());
        let grown = (&text[made.place.start..place.start], &text[place.end..made.place.end]);
        assert!(matches!(grown.0.trim_end().to_lowercase().as_str(), "" | "a" | "an"), "{text}: {made:?}");
        assert!(matches!(grown.1, "" | "'" | "’"), "{text}: {made:?}");
    }
}
