//! People of the sample. Names are invented.

use handheld_contract::PersonId;
use handheld_contract::views::Role;

use super::derived_id;

/// When the sample was put together, ms: 2026-06-01 in China.
pub(super) const BEGIN_MS: i64 = 1_780_243_200_000;

pub(super) struct Person {
    pub(super) name: &'static str,
    pub(super) login: &'static str,
    pub(super) role: Role,
    /// Key of the organisation in `firms`.
    pub(super) organisation: &'static str,
}

impl Person {
    pub(super) fn id(&self) -> PersonId {
        PersonId(derived_id(BEGIN_MS, &format!("person {}", self.login)))
    }
}

const fn person(
    name: &'static str,
    login: &'static str,
    role: Role,
    organisation: &'static str,
) -> Person {
    Person {
        name,
        login,
        role,
        organisation,
    }
}

/// Everyone; the first two inspectors share an organisation and their projects.
pub(super) const PEOPLE: &[Person] = &[
    person("沈雨桐", "shenyutong", Role::Inspector, "station-a"),
    person("陆景明", "lujingming", Role::Inspector, "station-a"),
    person("顾远山", "guyuanshan", Role::Inspector, "station-b"),
    person("柏若溪", "bairuoxi", Role::Inspector, "station-b"),
    person("韩知行", "hanzhixing", Role::Surveyor, "survey-a"),
    person("许望舒", "xuwangshu", Role::Owner, "owner-01"),
    person("江承业", "jiangchengye", Role::Owner, "owner-02"),
    person("祝南星", "zhunanxing", Role::Owner, "owner-03"),
    person("石立峰", "shilifeng", Role::Contractor, "build-a"),
    person("梁广厦", "liangguangsha", Role::Contractor, "build-b"),
    person("方晓窗", "fangxiaochuang", Role::Window, "hall"),
    person("程允之", "chengyunzhi", Role::Approver, "bureau"),
    person("金小管", "jinxiaoguan", Role::Agent, "hall"),
    person("严守信", "yanshouxin", Role::CreditAdmin, "credit"),
    person("高望远", "gaowangyuan", Role::Leader, "bureau"),
    person("白管理", "baiguanli", Role::Administrator, "bureau"),
    // Approvers of the departments.
    person("何规划", "heguihua", Role::Approver, "nrp-a"),
    person("丁立项", "dinglixiang", Role::Approver, "drc-a"),
    person("苏清源", "suqingyuan", Role::Approver, "eeb-a"),
    person("水长宁", "shuichangning", Role::Approver, "wrb-a"),
    person("武备安", "wubeian", Role::Approver, "cad-a"),
    person("文存档", "wencundang", Role::Approver, "arc-a"),
    person("城思齐", "chengsiqi", Role::Approver, "cmb-a"),
    person("管通达", "guantongda", Role::Approver, "utility-a"),
    person("安质行", "anzhixing", Role::Approver, "station-a"),
    person("政惠民", "zhenghuimin", Role::Approver, "gov-a"),
    person("谢园丰", "xieyuanfeng", Role::Approver, "park-b"),
    person("罗国土", "luoguotu", Role::Approver, "nrp-b"),
    person("聂建业", "niejianye", Role::Approver, "works-b"),
    person("易通水", "yitongshui", Role::Approver, "utility-b"),
    person("曾便民", "zengbianmin", Role::Approver, "gov-b"),
    person("欧市监", "oushijian", Role::Approver, "amr-b"),
    person("彭税务", "pengshuiwu", Role::Approver, "tax-b"),
    person("唐公章", "tanggongzhang", Role::Approver, "psb-b"),
    person("向社保", "xiangshebao", Role::Approver, "hrs-b"),
    person("钱开户", "qiankaihu", Role::Approver, "bank-b"),
    person("潘通关", "pantongguan", Role::Approver, "customs-b"),
];
