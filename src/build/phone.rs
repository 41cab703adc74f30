//! `patterns/phone/` -> the static tables of `src/validate/phone.rs`.

use crate::automaton::{ANY, Automaton, DEAD, END, State};
use crate::index::{Index, LEAF, Reading, Set};
use crate::regions::{File, Format, Region};
use crate::{digits, index};
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::{env, fs, path::Path};

const REGIONS: &str = "patterns/phone/regions.toml";
const HABITS: &str = "patterns/phone/habits.toml";

/// The longest NSN with the longest trunk prefix before it.
const MOST_DIGITS: usize = 20;

/// Groups that a layout's key has room for, four bits each; the bits left tell the kinds of keys apart.
const MOST_GROUPS: usize = 7;

/// In a key: the number of digits and the first boundaries only, the rest cut at will.
const OPENING: u32 = 1 << 31;

/// The table of layouts has so many slots, as a power of two.
const LAYOUT_BITS: u32 = 11;

/// In a key: a number without its area code.
const LOCAL: u32 = 1 << 30;

/// What is asked of an index: node by key. `src/validate/phone.rs` makes the same keys.
type Nodes = BTreeMap<u32, u16>;

pub(crate) fn build() {
    let mut file: File = read(REGIONS);
    file.add(read(HABITS));
    let tables = Tables::new(&file.region).print();
    let out = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR");
    let path = Path::new(&out).join("phone.rs");
    fs::write(&path, tables).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    for watched in [REGIONS, HABITS, "src/build"] {
        #[expect(clippy::print_stdout, reason = "cargo reads what a build script prints")]
        {
            println!("cargo::rerun-if-changed={watched}");
        }
    }
}

fn read<T: DeserializeOwned>(path: &str) -> T {
    let source = fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    toml::from_str(&source).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// All languages of one region.
struct Languages {
    region: u8,
    /// Assigned numbers as dialled within the region, without the trunk prefix.
    assigned: State,
    /// NSNs that are assigned.
    nsn: State,
}

struct Code {
    value: u16,
    start: State,
    lengths: u32,
    regions: Set,
    trunk: String,
}

struct Tables<'a> {
    regions: &'a [Region],
    automaton: Automaton,
    index: Index,
    codes: Vec<Code>,
    /// Key: the number of digits.
    valid: Nodes,
    /// Key: the layout.
    layouts: Nodes,
    trunk_written: Set,
}

/// Lengths of numbers of which the first three digits say nearly all, as bits: bit n for those that begin with n.
const SHORT: [usize; 2] = [5, 6];

fn openings(is_in: impl Fn(&[usize; 3]) -> bool) -> [u64; 16] {
    let mut bits = [0; 16];
    for opening in (0..1000).filter(|opening| is_in(&[opening / 100, opening / 10 % 10, opening % 10])) {
        bits[opening / 64] |= 1 << (opening % 64);
    }
    bits
}

fn insert(set: &mut Set, region: u8) {
    set[usize::from(region / 64)] |= 1 << (region % 64);
}

/// The key of a list of group lengths, or none for one that has no room in a key.
fn layout_key(groups: &[usize]) -> Option<u32> {
    let fits = groups.len() <= MOST_GROUPS && groups.iter().all(|&size| size < 16);
    fits.then(|| groups.iter().fold(0, |key, &size| key << 4 | size as u32))
}

/// The key of a number of digits whose first one or two boundaries are known: `second` is 0 or the second group's length.
fn opening_key(digits: usize, first: usize, second: usize) -> Option<u32> {
    (first < 16 && second < 16).then_some(OPENING | (digits << 8 | first << 4 | second) as u32)
}

impl<'a> Tables<'a> {
    fn new(regions: &'a [Region]) -> Self {
        assert!(regions.len() <= 256, "a set holds 256 regions, there are {}", regions.len());
        let mut this = Self {
            regions,
            automaton: Automaton::new(),
            index: Index::default(),
            codes: Vec::new(),
            valid: Nodes::new(),
            layouts: Nodes::new(),
            trunk_written: [0; 4],
        };
        let mut by_length: BTreeMap<usize, Vec<Reading>> = BTreeMap::new();
        let mut by_layout: BTreeMap<u32, (usize, Vec<Reading>)> = BTreeMap::new();
        for (place, region) in regions.iter().enumerate() {
            let languages = this.languages(place as u8, region);
            let trunked = region.trunks.iter().fold(DEAD, |sum, trunk| {
                let one = this.automaton.prefixed(trunk, languages.assigned);
                this.automaton.union(sum, one)
            });
            for length in 1..=MOST_DIGITS {
                for (trunk, state) in [(false, languages.assigned), (true, trunked)] {
                    if this.automaton.some(state, length) {
                        by_length.entry(length).or_default().push(Reading { region: place as u8, trunk, state });
                    }
                }
            }
            for format in main_of(regions, region.code).formats() {
                this.add_layouts(format, region, &languages, &mut by_layout);
            }
            this.add_unformatted(region, &languages, &mut by_layout);
            this.add_code(region, &languages);
        }
        for (length, readings) in by_length {
            let node = this.index.node(&this.automaton, readings, length);
            this.valid.insert(length as u32, node);
        }
        for (key, (length, readings)) in by_layout {
            let merged = this.merged(readings);
            let node = this.index.node(&this.automaton, merged, length);
            this.layouts.insert(key, node);
        }
        this
    }

    /// One reading for each region and trunk: several formats may share a layout.
    fn merged(&mut self, readings: Vec<Reading>) -> Vec<Reading> {
        let mut states: BTreeMap<(u8, bool), State> = BTreeMap::new();
        for reading in readings {
            let state = states.entry((reading.region, reading.trunk)).or_insert(DEAD);
            *state = self.automaton.union(*state, reading.state);
        }
        states.into_iter().map(|((region, trunk), state)| Reading { region, trunk, state }).collect()
    }

    fn languages(&mut self, place: u8, region: &Region) -> Languages {
        let nsn = region.assigned.iter().fold(DEAD, |sum, one| {
            let one = digits::compile(&mut self.automaton, one, END);
            self.automaton.union(sum, one)
        });
        let mut assigned = nsn;
        for format in region.formats().filter(|format| format.swap.is_some()) {
            let lead = self.lead(format);
            let matching = self.automaton.meet(nsn, lead);
            let layout = &format.layouts()[0];
            let dialled = self.swapped(format, layout, matching);
            assigned = self.automaton.union(assigned, dialled);
        }
        Languages { region: place, assigned, nsn }
    }

    fn lead(&mut self, format: &Format) -> State {
        digits::compile(&mut self.automaton, &format.lead, ANY)
    }

    /// The language of NSNs `state` as they are dialled by a format that swaps digits.
    fn swapped(&mut self, format: &Format, layout: &[usize], state: State) -> State {
        let Some([left_out, inner]) = &format.swap else {
            return state;
        };
        let rest = self.automaton.after(state, left_out);
        self.automaton.inserted(inner, layout[0], rest)
    }

    fn add_layouts(&mut self, format: &Format, region: &Region, languages: &Languages, into: &mut BTreeMap<u32, (usize, Vec<Reading>)>) {
        if format.trunk {
            insert(&mut self.trunk_written, languages.region);
        }
        let every_lead = self.lead(format);
        // The formats are those of the code's main region; another region has only numbers that begin like its own. A habit
        // has no leading digits, so it goes by the area code; a third digit would cost 190 KiB of tables.
        let known_digits = match (region.main, format.habit) {
            (true, false) => 1,
            (true, true) => 2,
            (false, _) => 3,
        };
        let own = self.automaton.opening(known_digits, languages.nsn);
        let lead = self.automaton.meet(every_lead, own);
        for layout in format.layouts() {
            let dialled: usize = layout.iter().sum();
            let nsn = dialled - format.swap.as_ref().map_or(0, |[left_out, inner]| inner.len() - left_out.len());
            if !region.lengths.contains(&nsn) {
                // Only the main region's formats say how numbers without an area code begin.
                if let Some(key) = layout_key(&layout).filter(|_| region.main && region.local.contains(&nsn)) {
                    let entry = into.entry(LOCAL | key).or_insert_with(|| (dialled, Vec::new()));
                    entry.1.push(Reading { region: languages.region, trunk: false, state: every_lead });
                }
                continue;
            }
            let state = self.swapped(format, &layout, lead);
            let mut add = |key: Option<u32>, length, trunk, state| {
                let Some(key) = key else { return };
                let entry = into.entry(key).or_insert_with(|| (length, Vec::new()));
                entry.1.push(Reading { region: languages.region, trunk, state });
            };
            add(layout_key(&layout), dialled, false, state);
            if layout.len() > 1 {
                add(opening_key(dialled, layout[0], 0), dialled, false, state);
            }
            for trunk in &region.trunks {
                let state = self.automaton.prefixed(trunk, state);
                let length = dialled + trunk.len();
                for (written, second) in with_trunk(trunk, &layout) {
                    add(layout_key(&written), length, true, state);
                    if let Some(second) = second.filter(|_| layout.len() > 1) {
                        add(opening_key(length, written[0], second), length, true, state);
                    }
                }
            }
        }
    }

    /// Assigned numbers that no format is for are written as one group.
    fn add_unformatted(&mut self, region: &Region, languages: &Languages, into: &mut BTreeMap<u32, (usize, Vec<Reading>)>) {
        for &length in &region.lengths {
            let mut state = languages.nsn;
            for format in main_of(self.regions, region.code).formats() {
                let left_out = format.swap.as_ref().map_or(0, |[left_out, inner]| inner.len() - left_out.len());
                if format.layouts().iter().any(|layout| layout.iter().sum::<usize>() - left_out == length) {
                    let lead = self.lead(format);
                    state = self.automaton.minus(state, lead);
                }
            }
            if let Some(key) = layout_key(&[length]).filter(|_| self.automaton.some(state, length)) {
                let entry = into.entry(key).or_insert_with(|| (length, Vec::new()));
                entry.1.push(Reading { region: languages.region, trunk: false, state });
            }
        }
    }

    fn add_code(&mut self, region: &Region, languages: &Languages) {
        let place = match self.codes.iter().position(|code| code.value == region.code) {
            Some(place) => place,
            None => {
                let trunk = main_of(self.regions, region.code).trunks.first().cloned().unwrap_or_default();
                self.codes.push(Code { value: region.code, start: DEAD, lengths: 0, regions: [0; 4], trunk });
                self.codes.len() - 1
            }
        };
        let code = &mut self.codes[place];
        code.start = self.automaton.union(code.start, languages.nsn);
        let lengths = region.lengths.iter().fold(0, |bits, length| bits | 1 << length);
        code.lengths |= lengths;
        if let Some(digits) = &region.after_code {
            let after = self.automaton.prefixed(digits, languages.nsn);
            code.start = self.automaton.union(code.start, after);
            code.lengths |= lengths << digits.len();
        }
        insert(&mut code.regions, languages.region);
    }
}

fn main_of(regions: &[Region], code: u16) -> &Region {
    regions.iter().find(|region| region.main && region.code == code).expect("every code has a main region")
}

/// The ways to write `trunk` before `layout`, and the second group's length where it is needed to reach the area code; none
/// where the area code comes later still.
fn with_trunk(trunk: &str, layout: &[usize]) -> Vec<(Vec<usize>, Option<usize>)> {
    let length = trunk.len();
    let joined = |before: usize| [&[before + layout[0]], &layout[1..]].concat();
    let mut ways = vec![([&[length], layout].concat(), Some(layout[0]))];
    // North America never writes the 1 and the area code as one group.
    if trunk != "1" {
        ways.push((joined(length), Some(0)));
    }
    // "8 029 …" in Belarus, "0 15 11 …" in Brazil.
    if length > 1 {
        ways.push(([&[1], joined(length - 1).as_slice()].concat(), Some(length - 1 + layout[0])));
        ways.push(([&[1, length - 1], layout].concat(), None));
    }
    ways
}

impl Tables<'_> {
    fn print(&self) -> String {
        let (rows, accepting, numbered) = self.rows();
        let state = |state: State| numbered[&state];
        let mut out = String::from("// Made by src/build/phone.rs from patterns/phone/.\n");
        let index = &self.index;
        list(&mut out, "IDS: [&str;", self.regions, |region| format!("{:?}", region.id));
        let code_of = |region: &Region| self.codes.iter().position(|code| code.value == region.code).expect("every region has a code");
        list(&mut out, "CODE_OF: [u8;", self.regions, |region| code_of(region).to_string());
        let mut places = vec![u8::MAX; 1000];
        for (place, code) in self.codes.iter().enumerate() {
            places[usize::from(code.value)] = place as u8;
        }
        list(&mut out, "CODE_PLACES: [u8;", &places, u8::to_string);
        list(&mut out, "CODES: [Code;", &self.codes, |code| {
            let (start, regions) = (state(code.start), set(&code.regions));
            format!(
                "Code {{ value: {}, start: {start}, lengths: {}, regions: {regions}, trunk: b{:?} }}",
                code.value, code.lengths, code.trunk
            )
        });
        writeln!(out, "pub(super) const ACCEPTING: u16 = {accepting};").expect("a string takes all");
        list(&mut out, "STATES: [[u16; 10];", &rows, |row| format!("{row:?}"));
        let (words, places) = self.words();
        list(&mut out, "WORDS: [u64;", &words, u64::to_string);
        list(&mut out, "SETS: [[u16; 4];", &places, |places| format!("{places:?}"));
        list(&mut out, "READINGS: [Reading;", &index.readings, |reading| {
            format!("Reading {{ state: {}, region: {}, trunk: {} }}", state(reading.state), reading.region, reading.trunk)
        });
        list(&mut out, "LEAVES: [Leaf;", &index.leaves, |leaf| {
            let index::Leaf { bare, trunk, first, count, decided } = leaf;
            format!("Leaf {{ bare: {bare}, trunk: {trunk}, first: {first}, count: {count}, decided: {decided} }}")
        });
        list(&mut out, "BRANCHES: [[u16; 10];", &index.branches, |branch| format!("{branch:?}"));
        let empty = self.empty_leaf();
        let lengths: Vec<u16> = (0..=MOST_DIGITS as u32).map(|length| self.valid.get(&length).copied().unwrap_or(empty)).collect();
        list(&mut out, "LENGTHS: [u16;", &lengths, u16::to_string);
        list(&mut out, "LAYOUTS: [(u32, u16);", &self.layout_slots(), |slot| format!("{slot:?}"));
        list(&mut out, "SHORT_RUNS: [[u64; 16];", &SHORT.map(|length| self.short_runs(lengths[length])), |bits| format!("{bits:?}"));
        list(&mut out, "SHORT_PAIRS: [[[u64; 16]; 8];", &SHORT.map(|length| self.short_pairs(length)), |pairs| format!("{pairs:?}"));
        list(&mut out, "TRUNK_WRITTEN: [Regions;", &[self.trunk_written], set);
        out
    }

    /// The openings of runs below a node of which all are complete.
    fn short_runs(&self, node: u16) -> [u64; 16] {
        openings(|opening| match self.index.below(node, opening) {
            index::Below::Leaf(leaf, _) => self.is_complete(leaf),
            index::Below::Branch => false,
        })
    }

    /// By the length of the first of two groups, the openings of which some number of so many digits may be written so.
    fn short_pairs(&self, length: usize) -> [[u64; 16]; 8] {
        std::array::from_fn(|first| {
            let key = if (1..length).contains(&first) { layout_key(&[first, length - first]) } else { None };
            let Some(node) = key.and_then(|key| self.layouts.get(&key)) else { return [0; 16] };
            openings(|opening| match self.index.below(*node, opening) {
                index::Below::Leaf(leaf, rest) => {
                    let ends = |state| rest.iter().fold(state, |state, &digit| self.automaton.next(state, digit));
                    let mut readings = self.index.readings[usize::from(leaf.first)..][..usize::from(leaf.count)].iter();
                    leaf.decided != 0 || readings.any(|reading| self.automaton.some(ends(reading.state), length - opening.len()))
                }
                index::Below::Branch => true,
            })
        })
    }

    /// The different words of all sets, and the places of each set's words among them: half the size of the sets themselves.
    fn words(&self) -> (Vec<u64>, Vec<[u16; 4]>) {
        let words: BTreeSet<u64> = self.index.sets.iter().flatten().copied().collect();
        let words: Vec<u64> = words.into_iter().collect();
        let place = |word: &u64| words.binary_search(word).expect("every word was collected") as u16;
        let places = self.index.sets.iter().map(|set| set.each_ref().map(place)).collect();
        assert!(words.len() <= 1 << 16, "{} words", words.len());
        (words, places)
    }

    /// Nodes by layout, each in the slot of its key or in the next free one; no layout has the key zero.
    fn layout_slots(&self) -> Vec<(u32, u16)> {
        let mut slots = vec![(0, 0); 1 << LAYOUT_BITS];
        assert!(2 * self.layouts.len() <= slots.len(), "{} layouts", self.layouts.len());
        for (&key, &node) in &self.layouts {
            let home = (key.wrapping_mul(0x9E37_79B1) >> (32 - LAYOUT_BITS)) as usize;
            let free = (home..).find(|slot| slots[slot % (1 << LAYOUT_BITS)].0 == 0).expect("half of the slots are free");
            slots[free % (1 << LAYOUT_BITS)] = (key, node);
        }
        slots
    }

    /// Whether digits of a leaf are a number for certain, as somebody of its regions writes it: with the trunk prefix, or without
    /// it where it need not be written.
    fn is_complete(&self, leaf: &index::Leaf) -> bool {
        let bare = self.index.sets[usize::from(leaf.bare)];
        let is_open = bare.iter().zip(self.trunk_written).any(|(bare, written)| bare & !written != 0);
        is_open || self.index.sets[usize::from(leaf.trunk)] != [0; 4]
    }

    fn empty_leaf(&self) -> u16 {
        let empty = self.index.sets.iter().position(|set| *set == [0; 4]).expect("some number is of no region") as u16;
        let leaf = index::Leaf { bare: empty, trunk: empty, first: 0, count: 0, decided: 0 };
        LEAF | self.index.leaves.iter().position(|one| *one == leaf).expect("some number is of no region") as u16
    }

    /// The states that can be reached when the tables are used, the number of the last accepting one, and their new numbers.
    fn rows(&self) -> (Vec<[u16; 10]>, u16, BTreeMap<State, u16>) {
        let mut waiting: Vec<State> = self.index.readings.iter().map(|reading| reading.state).collect();
        waiting.extend(self.codes.iter().map(|code| code.start));
        waiting.extend([DEAD, ANY, END]);
        let mut reached = BTreeMap::new();
        while let Some(state) = waiting.pop() {
            if reached.insert(state, 0).is_none() {
                waiting.extend((0..10).map(|digit| self.automaton.next(state, digit)));
            }
        }
        // Dead, the accepting states, the rest: so that a comparison tells whether a state accepts.
        let mut order: Vec<State> = reached.keys().copied().collect();
        order.sort_by_key(|&state| (state != DEAD, !self.automaton.accepts(state), state));
        for (place, state) in order.iter().enumerate() {
            reached.insert(*state, u16::try_from(place).expect("fewer than 65,536 states"));
        }
        let accepting = order.iter().filter(|&&state| self.automaton.accepts(state)).count();
        let rows = order.iter().map(|&state| std::array::from_fn(|digit| reached[&self.automaton.next(state, digit)])).collect();
        (rows, accepting as u16, reached)
    }
}

fn set(set: &Set) -> String {
    format!("Regions({set:?})")
}

fn list<T>(out: &mut String, head: &str, items: &[T], print: impl Fn(&T) -> String) {
    write!(out, "pub(super) static {head} {}] = [", items.len()).expect("a string takes all");
    for (place, item) in items.iter().enumerate() {
        out.push_str(if place % 16 == 0 { "\n" } else { " " });
        out.push_str(&print(item));
        out.push(',');
    }
    out.push_str("\n];\n");
}
