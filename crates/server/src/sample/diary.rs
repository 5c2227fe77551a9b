//! What happened to the approvals of the sample projects, as data. Everything in it is invented.
//!
//! A line is `matters acts…`. Matters are joined by `+` when they were declared on one form; `*` after a matter is a commitment. An act is
//! a letter and a day: `MMDD` of 2026, or `+n` for so many working days after the act before; days of the single matters are parted by
//! commas, `-` leaves one out, the last one holds for the rest. A line that begins without `s` goes on with a case of an earlier line.
//!
//! Letters: `s` handed in (or recorded, of what is no act of an office), `a` accepted, `c` correction asked, `b` correction handed in,
//! `g` granted, `r` refused, `d` delivered, `o` opinion without objections, `x` with objections, `v` made formal, `u` resumed,
//! `k` commitment kept, `f` commitment false, `R` revoked, `p` suspended (`p1102/expert_review/1127`: from, procedure, planned end).

/// The approvals of one project.
pub(super) struct Chapter {
    /// Its place among the projects.
    pub(super) project: usize,
    /// Procedure.
    pub(super) procedure: &'static str,
    /// Conditions that hold.
    pub(super) conditions: &'static [&'static str],
    /// Why it is a key project; empty when it is not.
    pub(super) key_project: &'static str,
    /// Milestones with their days (`MMDD`).
    pub(super) milestones: &'static [(&'static str, &'static str)],
    /// Version of the design.
    pub(super) design: Option<u32>,
    /// Dates of the park, and `date:` of matters for which one is set.
    pub(super) park: &'static [(&'static str, &'static str)],
    /// Quantified commitments: clause, matter, working days, what a breach leads to.
    pub(super) promises: &'static [(&'static str, &'static str, u32, &'static str)],
    /// All materials were handed in as files; else of what is done only the first, to keep the sample small.
    pub(super) every_file: bool,
    /// Lines.
    pub(super) lines: &'static [&'static str],
}

const fn chapter(
    project: usize,
    procedure: &'static str,
    conditions: &'static [&'static str],
    lines: &'static [&'static str],
) -> Chapter {
    Chapter {
        project,
        procedure,
        conditions,
        key_project: "",
        milestones: &[],
        design: None,
        park: &[],
        promises: &[],
        every_file: false,
        lines,
    }
}

/// All of them.
pub(super) const DIARY: &[Chapter] = &[
    // 云帆精密制造二期厂房: evaluations on one form; construction goes on.
    Chapter {
        milestones: &[("start_notice", "0316")],
        ..chapter(
            0,
            "ZJ-GEN",
            &[
                "energy_review_threshold",
                "soil_water_report",
                "flood_influence",
                "other_project",
                "discharge_registration",
            ],
            &[
                "P1-01 s0209 a+0 g+0 d+0",
                "P1-10+P1-11+P1-15+P1-17 s0210 a+0 g+5,+7,+5,+5 d+0",
                "P1-06 s0225",
                "P1-08+P1-09 s0225 a+0 g+1 d+0",
                "P2-01 s0225 a+1 g+5 d+0",
                "P2-02+P2-06 s0304 a+0 g+3,+2 d+0",
                "P3-01 s0304 a+0 g+5 d+0",
                "P3-03* s0311 a+0 g+0 d+0",
                "P3-04+P3-07 s0311 a+0 g+1,+3 d+0",
                "P3-09 s0312",
                "P3-10 s0312 a+0 g+1 d+0",
                "P3-11 s0615 a+0 g+1 d+0",
            ],
        )
    },
    // 第二医院门诊楼改造: four licences decided on one day, handed over in one delivery.
    Chapter {
        milestones: &[("start_notice", "0407")],
        ..chapter(
            5,
            "ZJ-GOV",
            &["civil_building", "special_project"],
            &[
                "P1-03 s0209 a+0 g+3 d+0",
                "P1-05+P1-11+P1-14* s0212 a+0 g+5,+7,+0 d+0",
                "P1-04 s0227 a+0 g+5 d+0",
                "P2-01 s0306 a+0 g+5 d+0",
                "P1-07 s0306 a+0 g+5 d+0",
                "P1-08 s0313 a+0 g+1 d+0",
                "P2-04 s0313 a+0 g+7 d+0",
                "P3-01 s0324 a+0 g0331 d+0",
                "P3-02 s0325 a+0 g0331",
                "P2-02+P2-03 s0326 a+0 g0331",
                "P3-04* s0331 a+0 g+0",
                "P2-02+P2-03+P3-02+P3-04 d0331",
                "P3-09 s0401",
                "P3-10 s0401 a+0 g+1 d+0",
            ],
        )
    },
    // 轨道置地上盖商业中心: make-up days of September and October, a suspension, and a promise that was missed.
    Chapter {
        every_file: true,
        ..chapter(
            6,
            "ZJ-GEN",
            &[
                "civil_building",
                "special_project",
                "air_defence_basement",
                "road_occupation",
                "soil_water_form",
            ],
            &[
                "P1-01 s0901 a+0 g+0 d+0",
                "P1-11 s0902 c+1 b0910 a+0 g+7 d+0",
                "P1-14* s0902 a+0 g+0 d+0",
                "P1-06 s0921",
                "P1-08+P1-09 s0921 a+0 g+1 d+0",
                "P2-01 s0922 a+0 g+5 d+0",
                "P2-02+P2-03+P2-06 s0930 a+0 g+3,+3,+2 d+0",
                "P3-01 s1012 a+0 g+5 d+0",
                "P3-02 s1028 a+1 p1102/expert_review/1127",
                "P3-06 s1116 a+0",
            ],
        )
    },
    // 云帆员工宿舍: a refusal made good, a correction that waits for the owner.
    chapter(
        7,
        "ZJ-GEN",
        &["civil_building", "other_project"],
        &[
            "P1-01 s0915 a+0 g+0 d+0",
            "P1-11 s0916 a+0 g+7 d+0",
            "P1-06 s0928",
            "P1-08+P1-09 s0928 a+0 g+1 d+0",
            "P2-01 s0929 a+0 g+5 d+0",
            "P2-06 s1013 a+0 g+2 d+0",
            "P2-02 s1013 a+1 r+3 d+0",
            "P2-02 s1104 a+0 g+3 d+0",
            "P3-01 s1118 a+1",
            "P2-03 s1120 c+3",
        ],
    ),
    // 青禾食品污水处理站: low risk by commitments; the joint acceptance is late.
    Chapter {
        milestones: &[("start_notice", "0320")],
        ..chapter(
            8,
            "ZJ-LOW",
            &[],
            &[
                "P1-01 s0310 a+0 g+0 d+0",
                "P1-13 s0311 a+0 g+0 d+0",
                "P1-06 s0312",
                "P1-08+P1-09+P2-02* s0312 a+0 g+1,+1,+0 d+0",
                "P3-04* s0316 a+0 g+0 d+0",
                "P2-06 s0316 a+0 g+2 d+0",
                "P3-10 s0318 a+0 g+1 d+0",
                "P2-02+P3-04 k0511",
                "P4-01 s0901",
                "P4-03+P4-05* s0902 a+0 g+3,+0 d+0",
                "P4-10 s1117 a+0",
            ],
        )
    },
    // 南湖里幼儿园: the joint acceptance of four departments on one form.
    Chapter {
        milestones: &[("start_notice", "0311"), ("structure_acceptance", "0720")],
        ..chapter(
            9,
            "ZJ-GEN",
            &["civil_building", "special_project", "air_defence_basement"],
            &[
                "P1-01 s0202 a+0 g+0 d+0",
                "P1-11 s0203 a+0 g+7 d+0",
                "P1-06 s0213",
                "P1-08+P1-09 s0213 a+0 g+1 d+0",
                "P2-01 s0213 a+0 g+5 d+0",
                "P2-02+P2-03+P2-06 s0227 a+0 g+3,+3,+2 d+0",
                "P3-01+P3-02 s0227 a+0 g+5 d+0",
                "P3-03* s0306 a+0 g+0 d+0",
                "P3-04+P3-07 s0306 a+0 g+1,+3 d+0",
                "P3-09 s0309",
                "P3-10 s0309 a+0 g+1 d+0",
                "P3-11 s0420 a+0 g+1 d+0",
                "P4-01 s0924",
                "P4-02 s0928",
                "P4-03+P4-04+P4-06+P4-07 s0928 a+0 g+5,+5,+3,+3",
                "P4-03+P4-04+P4-06+P4-07 d1010",
                "P4-10 s1012 a+0 g+2 d+0",
                "P4-12 s1012 a+0 g+5 d+0",
                "P4-11 s1014 a+0 g+1 d+0",
                "P4-13 s1019 a+0 g+2 d+0",
            ],
        )
    },
    // 运河纺织一期厂房: low risk; one of its commitments was false.
    chapter(
        10,
        "ZJ-LOW",
        &[],
        &[
            "P1-01 s0303 a+0 g+0 d+0",
            "P1-13 s0303 a+0 g+0 d+0",
            "P1-06 s0305",
            "P1-08+P1-09+P2-02* s0305 a+0 g+1,+1,+0 d+0",
            "P2-06 s0309 a+0 g+2 d+0",
            "P3-04* s0310 a+0 g+0 d+0",
            "P3-10 s0312 a+0 g+1 d+0",
            "P2-02+P3-04 k0506",
            "P4-01 s0622",
            "P4-03+P4-05* s0623 a+0 g+3,+0 d+0",
            "P4-10 s0629 a+0 g+2 d+0",
            "P4-11 s0702 a+0 g+1 d+0",
            "P4-13 s0706 a+0 g+2 d+0",
            "P4-05 f0820 R+2",
        ],
    ),
    // 星源光电中试线: a key project; its environmental review is due before that of an equal one.
    Chapter {
        key_project: "列入省级重点项目清单（演示）",
        ..chapter(
            11,
            "ZJ-GEN",
            &["energy_review_threshold", "other_project"],
            &[
                "P1-01 s1105 a+0 g+0 d+0",
                "P1-06 s1110",
                "P1-08+P1-09 s1110 a+0 g+1 d+0",
                "P1-10+P1-11 s1119 a+1 g+2,- d+0,-",
            ],
        )
    },
    // 运河纺织三期厂房: the equal one without the green channel.
    chapter(
        22,
        "ZJ-GEN",
        &["other_project"],
        &[
            "P1-01 s1105 a+0 g+0 d+0",
            "P1-11 s1119 a+1",
            "P1-06 s1123",
            "P1-08+P1-09 s1125",
        ],
    ),
    // 麓山生物医药产业园一期: one seal in the park, from land to permit in 2 working days; one promise of the contract was broken.
    Chapter {
        key_project: "园区年度重点产业项目（演示）",
        design: Some(1),
        milestones: &[("start_notice", "0318")],
        park: &[
            ("site_check", "0210"),
            ("agent", "0212"),
            ("land", "0312"),
            ("start", "0318"),
            ("water", "0310"),
            ("power", "0316"),
            ("gas", "0325"),
            ("road", "0301"),
        ],
        promises: &[
            (
                "投资协议第六条第二款",
                "P3-07",
                5,
                "启动问责并减免当月代办费用",
            ),
            ("投资协议第六条第一款", "P3-04", 5, "启动问责"),
        ],
        ..chapter(
            12,
            "HN-CONSTR",
            &[],
            &[
                "P1-01 s0302 a+0 g+0 d+0",
                "P1-22* s0302 a+0 g+0 d+0",
                "P1-21+P2-01 s0303 a+0 o+4,+3",
                "P3-01 s0306 a+0 o+3",
                "P1-06 s0312",
                "P1-21+P2-01+P3-01 v0312 g+0 d+0",
                "P3-03* s0312 a+0 g+0 d+0",
                "P1-08+P2-02+P2-06 s0312 a+0 g+1 d+0",
                "P3-04 s0313 a+0 g+1 d+0",
                "P3-07 s0316 a+0 g+7 d+0",
            ],
        )
    },
    // 智行汽车零部件厂房: objections in the pre-review, a refusal, a revision of the design.
    Chapter {
        design: Some(2),
        ..chapter(
            15,
            "HN-CONSTR",
            &[],
            &[
                "P1-01 s1012 a+0 g+0 d+0",
                "P1-22* s1012 a+0 g+0 d+0",
                "P1-21 s1013 a+0 o+6",
                "P2-01 s1013 a+0 x+5",
                "P1-06 s1110",
                "P1-21 v1110 g+0 d+0",
                "P1-08 s1111 a+0 r+1 d+0",
                "P2-06 s1111 a+0 p1112/design_revision/1204",
            ],
        )
    },
    // 麓山生物医药仓库: acceptance in one step, certificates upon completion.
    chapter(
        17,
        "HN-ACCEPT",
        &["other_project"],
        &[
            "P4-01 s0901",
            "P4-02 s0902",
            "P4-03+P4-05*+P4-07 s0902 a+0 g+5,+0,+3",
            "P4-03+P4-05+P4-07 d0909",
            "P4-12 s0903 a+0 g+5 d+0",
            "P4-10 s0910 a+0 g+2 d+0",
            "P4-11 s0914 a+0 g+1 d+0",
            "P4-13 s0915 a+0 g+2 d+0",
        ],
    ),
    // 江畔装备办公楼: a joint acceptance under way, and a connection that is late.
    chapter(
        18,
        "HN-ACCEPT",
        &["other_project"],
        &[
            "P4-01 s1102",
            "P4-02 s1103",
            "P4-12 s1104 a+0",
            "P4-03+P4-05*+P4-07 s1123 a+1 g-,+0,-",
        ],
    ),
    // 新材料科技二期: pre-reviews under way.
    Chapter {
        key_project: "省领导联系项目（演示）",
        ..chapter(
            19,
            "HN-CONSTR",
            &[],
            &[
                "P1-01 s1120 a+0 g+0 d+0",
                "P1-22* s1120 a+0 g+0 d+0",
                "P1-21+P2-01 s1123 a+0",
            ],
        )
    },
    // 智行新能源电驱项目: a business started in two working days.
    chapter(
        20,
        "HN-START",
        &[],
        &[
            "B-01 s0907 a+0 g+0 d+0",
            "B-02 s0907 a+0 g+1 d+0",
            "B-03+B-04+B-05+B-06+B-07 s0908 a+0 g+1,+1,+0,+0,+1 d+0",
        ],
    ),
    // Three deregistrations.
    chapter(
        23,
        "HN-DEREG-OLD",
        &[],
        &[
            "D-01 s0601 a+0 g+1 d+0",
            "D-02 s0717",
            "D-03 s0717 a+0 g+8 d+0",
            "D-04 s0729 a+0 g+2 d+0",
            "D-05 s0731 a+0 g+1 d+0",
            "D-06 s0803 a+0 g+2 d+0",
            "D-07 s0805 a+0 g+1 d+0",
        ],
    ),
    chapter(
        24,
        "HN-DEREG-GEN",
        &[],
        &[
            "D-01 s0601 a+0 g+1 d+0",
            "D-02 s0717",
            "D-03+D-04+D-05 s0717 a+0 g+6,+2,+1 d+0",
            "D-06 s0727 a+0 g+2 d+0",
            "D-07 s0729 a+0 g+1 d+0",
        ],
    ),
    chapter(
        25,
        "HN-DEREG-SIMPLE",
        &[],
        &[
            "D-08 s0622",
            "D-03+D-04 s0622 a+0 g+2,+1 d+0",
            "D-06 s0624 a+0 g+2 d+0",
            "D-07 s0626 a+0 g+1 d+0",
        ],
    ),
    // 麓山医药首次办税: all first matters on one day.
    chapter(
        26,
        "HN-TAX",
        &[],
        &[
            "T-01 s0910 a+0 g+0 d+0",
            "T-02+T-03 s0910 a+0 g+0 d+0",
            "T-04 s0910",
            "T-05 s0910",
        ],
    ),
    // 云帆智能仓储中心: the permit on the day of the land contract.
    Chapter {
        design: Some(1),
        ..chapter(
            27,
            "ZJ-T0",
            &[],
            &[
                "P1-01 s0803 a+0 g+0 d+0",
                "P1-21+P2-01 s0804 a+0 o+7,+5",
                "P3-01 s0811 a+0 o+5",
                "P1-06 s0901",
                "P1-21+P2-01+P3-01 v0901 g+0 d+0",
                "P1-08+P1-09+P2-02+P3-03*+P3-04+P3-07 s0901 a+0 g+0 d+0",
                "P3-09 s0902",
                "P3-10 s0903 a+0 g+1 d+0",
            ],
        )
    },
    // 青禾食品冻库扩建: beyond the law, late, suspended, refused.
    chapter(
        28,
        "ZJ-GEN",
        &[
            "energy_review_threshold",
            "soil_water_form",
            "other_project",
        ],
        &[
            "P1-01 s1009 a+0 g+0 d+0",
            "P1-10+P1-11+P1-14* s1012 a+0 g-,-,+0 d-,-,+0",
            "P1-11 p1015/expert_review/1218",
            "P1-06 s1020",
            "P1-08 s1021 a+0 r+1 d+0",
            "P1-09 s1021 a+0 p1022/publicity/1211",
            "P2-01 s1116 a+0",
        ],
    ),
    // 运河纺织污水站改造: refused once, suspended, late.
    chapter(
        29,
        "ZJ-GEN",
        &["other_project"],
        &[
            "P1-01 s1026 a+0 g+0 d+0",
            "P1-11 s1027 a+0 r+7 d+0",
            "P1-06 s1102",
            "P2-01 s1102 a+0 p1105/design_revision/1204",
            "P1-08+P1-09 s1103 a+0 g-,+1 d-,+0",
        ],
    ),
];
