//! Organisations and projects of the sample. Names and codes are invented; the check characters are right.

use handheld_contract::views::Stage;
use handheld_contract::views::centre::OrganisationKind;
use handheld_domain::codes::{CodeError, check_credit_code};

pub(super) struct Firm {
    pub(super) key: &'static str,
    pub(super) name: &'static str,
    pub(super) kind: OrganisationKind,
    /// First 17 characters of the credit code; empty for a department without one.
    pub(super) code: &'static str,
}

const fn firm(
    key: &'static str,
    name: &'static str,
    kind: OrganisationKind,
    code: &'static str,
) -> Firm {
    Firm {
        key,
        name,
        kind,
        code,
    }
}

impl Firm {
    /// Departments of the catalogue that it is.
    pub(super) fn departments(&self) -> Vec<String> {
        let codes: &[&str] = match self.key {
            "bureau" => &["HUD"],
            "park-b" => &["PAB", "PMC"],
            "station-a" => &["QSS"],
            "drc-a" => &["DRC"],
            "nrp-a" | "nrp-b" => &["NRP", "REG"],
            "eeb-a" => &["EEB"],
            "wrb-a" => &["WRB"],
            "cad-a" => &["CAD"],
            "arc-a" => &["ARC", "DRU"],
            "cmb-a" => &["CMB"],
            "utility-a" | "utility-b" => &["WAT", "PWR", "GAS"],
            "gov-a" | "gov-b" => &["GOV"],
            "works-b" => &["HUD", "ARC", "DRU", "CMB"],
            "amr-b" => &["AMR"],
            "tax-b" => &["TAX"],
            "psb-b" => &["PSB"],
            "hrs-b" => &["HRS", "HPF"],
            "bank-b" => &["BNK"],
            "customs-b" => &["CUS"],
            _ => &[],
        };
        codes.iter().map(|code| (*code).to_owned()).collect()
    }

    /// The whole credit code with its check character.
    pub(super) fn uscc(&self) -> String {
        if self.code.is_empty() {
            return String::new();
        }
        let tried = format!("{}0", self.code);
        match check_credit_code(&tried) {
            Err(CodeError::CheckDigit { expected }) => format!("{}{expected}", self.code),
            _ => tried,
        }
    }
}

use OrganisationKind::{Authority, ConstructionUnit, Contractor, Park, Supervision, SurveyingUnit};

/// 24 firms and the authorities of two regions.
pub(super) const FIRMS: &[Firm] = &[
    firm("bureau", "禾城市建设管理局", Authority, ""),
    firm("hall", "禾城市政务服务中心", Authority, ""),
    firm("credit", "禾城市信用管理中心", Authority, ""),
    firm("station-a", "禾城市建设工程质量安全监督站", Authority, ""),
    firm("station-b", "湘岭市建设工程质量安全监督站", Authority, ""),
    firm("park-b", "湘岭高新产业园区管理委员会", Park, ""),
    firm(
        "owner-01",
        "禾城云帆精密制造有限公司",
        ConstructionUnit,
        "91330402MA2AAAA01",
    ),
    firm(
        "owner-02",
        "禾城南湖置业有限公司",
        ConstructionUnit,
        "91330402MA2AAAA02",
    ),
    firm(
        "owner-03",
        "禾城青禾食品有限公司",
        ConstructionUnit,
        "91330411MA2AAAA03",
    ),
    firm(
        "owner-04",
        "禾城运河纺织有限公司",
        ConstructionUnit,
        "91330411MA2AAAA04",
    ),
    firm(
        "owner-05",
        "禾城星源光电有限公司",
        ConstructionUnit,
        "91330402MA2AAAA05",
    ),
    firm(
        "owner-06",
        "禾城市第二医院",
        ConstructionUnit,
        "12330402MB1AAAA06",
    ),
    firm(
        "owner-07",
        "禾城市轨道置地有限公司",
        ConstructionUnit,
        "91330402MA2AAAA07",
    ),
    firm(
        "owner-08",
        "湘岭麓山生物医药有限公司",
        ConstructionUnit,
        "91430102MA4AAAA08",
    ),
    firm(
        "owner-09",
        "湘岭江畔装备有限公司",
        ConstructionUnit,
        "91430102MA4AAAA09",
    ),
    firm(
        "owner-10",
        "湘岭新材料科技有限公司",
        ConstructionUnit,
        "91430104MA4AAAA10",
    ),
    firm(
        "owner-11",
        "湘岭智行汽车零部件有限公司",
        ConstructionUnit,
        "91430104MA4AAAA11",
    ),
    firm(
        "owner-12",
        "湘岭市保障住房建设中心",
        ConstructionUnit,
        "12430104MB1AAAA12",
    ),
    firm(
        "build-a",
        "禾城宏基建设集团有限公司",
        Contractor,
        "91330402MA2BBBB01",
    ),
    firm(
        "build-b",
        "湘岭三建工程有限公司",
        Contractor,
        "91430102MA4BBBB02",
    ),
    firm(
        "build-c",
        "禾城磐石基础工程有限公司",
        Contractor,
        "91330411MA2BBBB03",
    ),
    firm(
        "build-d",
        "湘岭广厦钢构有限公司",
        Contractor,
        "91430104MA4BBBB04",
    ),
    firm(
        "survey-a",
        "禾城经纬测绘有限公司",
        SurveyingUnit,
        "91330402MA2CCCC01",
    ),
    firm(
        "survey-b",
        "湘岭天元勘测有限公司",
        SurveyingUnit,
        "91430102MA4CCCC02",
    ),
    firm(
        "survey-c",
        "禾城方圆房产测绘有限公司",
        SurveyingUnit,
        "91330411MA2CCCC03",
    ),
    firm(
        "super-a",
        "禾城正信工程监理有限公司",
        Supervision,
        "91330402MA2DDDD01",
    ),
    firm(
        "super-b",
        "湘岭华监建设咨询有限公司",
        Supervision,
        "91430102MA4DDDD02",
    ),
    firm(
        "super-c",
        "禾城恒准监理有限公司",
        Supervision,
        "91330411MA2DDDD03",
    ),
    firm(
        "build-e",
        "禾城明远机电安装有限公司",
        Contractor,
        "91330402MA2BBBB05",
    ),
    firm(
        "build-f",
        "湘岭绿筑园林工程有限公司",
        Contractor,
        "91430104MA4BBBB06",
    ),
    // Departments that decide; those whose key ends with -b are of the second region.
    firm("drc-a", "禾城市发展和改革局", Authority, ""),
    firm("nrp-a", "禾城市自然资源和规划局", Authority, ""),
    firm("eeb-a", "禾城市生态环境局", Authority, ""),
    firm("wrb-a", "禾城市水利局", Authority, ""),
    firm("cad-a", "禾城市国防动员办公室", Authority, ""),
    firm("arc-a", "禾城市城建档案与图审中心", Authority, ""),
    firm("cmb-a", "禾城市综合行政执法局", Authority, ""),
    firm("utility-a", "禾城市公用事业集团", Authority, ""),
    firm("gov-a", "禾城市政务服务数据管理办公室", Authority, ""),
    firm("nrp-b", "湘岭市自然资源和规划局", Authority, ""),
    firm("works-b", "湘岭市住房和城乡建设局", Authority, ""),
    firm("utility-b", "湘岭市公用事业集团", Authority, ""),
    firm("gov-b", "湘岭市政务服务数据管理办公室", Authority, ""),
    firm("amr-b", "湘岭市市场监督管理局", Authority, ""),
    firm("tax-b", "湘岭市税务局", Authority, ""),
    firm("psb-b", "湘岭市公安局", Authority, ""),
    firm("hrs-b", "湘岭市人力资源和社会保障局", Authority, ""),
    firm("bank-b", "湘岭市商业银行", Authority, ""),
    firm("customs-b", "湘岭海关", Authority, ""),
];

/// One of the four districts: code, name, longitude, latitude, the first region.
pub(super) const DISTRICTS: [(&str, &str, f64, f64, bool); 4] = [
    ("330402", "南湖区", 120.7837, 30.7476, true),
    ("330411", "秀洲区", 120.7100, 30.7654, true),
    ("430102", "芙蓉区", 113.0326, 28.1850, false),
    ("430104", "岳麓高新区", 112.9315, 28.2350, false),
];

/// Projects before those that only have approvals.
pub(super) const BUILT_PROJECTS: usize = 22;

/// Projects: name, stage, owner, district, contractor.
pub(super) const PROJECTS: &[(&str, Stage, &str, usize, &str)] = &[
    (
        "云帆精密制造二期厂房",
        Stage::Construction,
        "owner-01",
        0,
        "build-a",
    ),
    (
        "南湖里住宅小区 3 号楼",
        Stage::Construction,
        "owner-02",
        0,
        "build-a",
    ),
    (
        "青禾食品冷链仓库",
        Stage::Construction,
        "owner-03",
        1,
        "build-c",
    ),
    (
        "运河纺织智能车间",
        Stage::Construction,
        "owner-04",
        1,
        "build-a",
    ),
    (
        "星源光电研发楼",
        Stage::Construction,
        "owner-05",
        0,
        "build-c",
    ),
    (
        "第二医院门诊楼改造",
        Stage::Construction,
        "owner-06",
        0,
        "build-e",
    ),
    (
        "轨道置地上盖商业中心",
        Stage::Commencement,
        "owner-07",
        0,
        "build-a",
    ),
    (
        "云帆员工宿舍",
        Stage::Commencement,
        "owner-01",
        0,
        "build-a",
    ),
    (
        "青禾食品污水处理站",
        Stage::Completion,
        "owner-03",
        1,
        "build-c",
    ),
    ("南湖里幼儿园", Stage::Completion, "owner-02", 0, "build-a"),
    (
        "运河纺织一期厂房",
        Stage::Commissioning,
        "owner-04",
        1,
        "build-a",
    ),
    (
        "星源光电中试线",
        Stage::Establishment,
        "owner-05",
        0,
        "build-e",
    ),
    (
        "麓山生物医药产业园一期",
        Stage::Construction,
        "owner-08",
        2,
        "build-b",
    ),
    (
        "江畔装备总装车间",
        Stage::Construction,
        "owner-09",
        2,
        "build-b",
    ),
    (
        "新材料科技实验楼",
        Stage::Construction,
        "owner-10",
        3,
        "build-d",
    ),
    (
        "智行汽车零部件厂房",
        Stage::Commencement,
        "owner-11",
        3,
        "build-d",
    ),
    (
        "岳麓保障房 A 区",
        Stage::Construction,
        "owner-12",
        3,
        "build-b",
    ),
    (
        "麓山生物医药仓库",
        Stage::Completion,
        "owner-08",
        2,
        "build-b",
    ),
    (
        "江畔装备办公楼",
        Stage::Commissioning,
        "owner-09",
        2,
        "build-d",
    ),
    (
        "新材料科技二期",
        Stage::Establishment,
        "owner-10",
        3,
        "build-d",
    ),
    (
        "智行新能源电驱项目",
        Stage::Registration,
        "owner-11",
        3,
        "build-f",
    ),
    (
        "云帆海外展示中心",
        Stage::Registration,
        "owner-01",
        1,
        "build-e",
    ),
    // Projects that only have approvals; they are there from the first day.
    (
        "运河纺织三期厂房",
        Stage::Establishment,
        "owner-04",
        1,
        "build-a",
    ),
    (
        "智行销售公司注销",
        Stage::Registration,
        "owner-11",
        3,
        "build-f",
    ),
    (
        "江畔贸易公司注销",
        Stage::Registration,
        "owner-09",
        2,
        "build-d",
    ),
    (
        "麓山咨询公司注销",
        Stage::Registration,
        "owner-08",
        2,
        "build-b",
    ),
    (
        "麓山医药首次办税",
        Stage::Registration,
        "owner-08",
        2,
        "build-b",
    ),
    (
        "云帆智能仓储中心",
        Stage::Commencement,
        "owner-01",
        0,
        "build-a",
    ),
    (
        "青禾食品冻库扩建",
        Stage::Establishment,
        "owner-03",
        1,
        "build-c",
    ),
    (
        "运河纺织污水站改造",
        Stage::Establishment,
        "owner-04",
        1,
        "build-a",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_credit_code_of_the_sample_is_valid_and_used_once() {
        let mut seen = std::collections::HashSet::new();
        let firms: Vec<_> = FIRMS.iter().filter(|f| !f.code.is_empty()).collect();
        assert_eq!(firms.len(), 24);
        for firm in firms {
            check_credit_code(&firm.uscc()).unwrap();
            assert!(seen.insert(firm.uscc()), "{}", firm.name);
        }
    }
}
