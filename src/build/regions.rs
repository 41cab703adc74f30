//! The shape of `patterns/phone/regions.toml` and of `patterns/phone/habits.toml`.

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    pub(crate) region: Vec<Region>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Region {
    pub(crate) id: String,
    pub(crate) code: u16,
    #[serde(default)]
    pub(crate) main: bool,
    #[serde(default)]
    pub(crate) trunks: Vec<String>,
    pub(crate) lengths: Vec<usize>,
    #[serde(default)]
    pub(crate) local: Vec<usize>,
    pub(crate) assigned: Vec<String>,
    #[serde(default)]
    pub(crate) formats: Vec<Format>,
    #[serde(default)]
    pub(crate) alternate: Vec<Format>,
    /// Digits that may stand between calling code and NSN: of `habits.toml`.
    #[serde(skip)]
    pub(crate) after_code: Option<String>,
}

impl Region {
    pub(crate) fn formats(&self) -> impl Iterator<Item = &Format> {
        self.formats.iter().chain(&self.alternate)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Format {
    pub(crate) groups: Vec<String>,
    pub(crate) lead: String,
    /// The trunk prefix is always written.
    #[serde(default)]
    pub(crate) trunk: bool,
    /// Digits left out at the front, and those written after the first group in their stead.
    pub(crate) swap: Option<[String; 2]>,
    /// From `habits.toml`.
    #[serde(skip)]
    pub(crate) habit: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Habits {
    habit: Vec<Habit>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Habit {
    regions: Vec<String>,
    #[serde(default)]
    groups: Vec<String>,
    #[serde(default)]
    lead: String,
    #[serde(default)]
    trunks: Vec<String>,
    after_code: Option<String>,
    #[serde(default, rename = "why")]
    _why: String,
}

impl File {
    /// Adds habits to the regions that have them.
    pub(crate) fn add(&mut self, habits: Habits) {
        for habit in habits.habit {
            for id in &habit.regions {
                let region = self.region.iter_mut().find(|region| region.main && region.id == *id);
                let region = region.unwrap_or_else(|| panic!("habits: {id} is not the main region of a calling code"));
                region.trunks.extend(habit.trunks.iter().cloned());
                region.after_code = habit.after_code.clone().or(region.after_code.take());
                if !habit.groups.is_empty() {
                    let (groups, lead) = (habit.groups.clone(), habit.lead.clone());
                    region.alternate.push(Format { groups, lead, trunk: false, swap: None, habit: true });
                }
            }
        }
    }
}

impl Format {
    /// Every list of group lengths that this format allows, as the NSN is written.
    pub(crate) fn layouts(&self) -> Vec<Vec<usize>> {
        let mut all = Vec::new();
        for groups in &self.groups {
            let mut layouts = vec![Vec::new()];
            for group in groups.split('-') {
                let (least, most) = group.split_once("..").unwrap_or((group, group));
                let bound = |text: &str| text.parse::<usize>().expect("a group is a number or two with dots between");
                layouts = layouts
                    .iter()
                    .flat_map(|layout: &Vec<usize>| (bound(least)..=bound(most)).map(move |size| [layout.as_slice(), &[size]].concat()))
                    .collect();
            }
            all.extend(layouts);
        }
        if let Some([_, inner]) = &self.swap {
            for layout in &mut all {
                layout.insert(1, inner.len());
            }
        }
        all
    }
}
