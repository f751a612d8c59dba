"""Names of posts, departments and people that no lexicon knows, recognised by their form."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.patterns import lazy

from .phrases import Hit
from .prefilter import sought

__all__ = ["extended_post", "is_person", "people_after", "people_in", "unknown_posts"]

_BOUNDARY = (
    "由|经过|须经|需经|报经|报请|报送|报|经|向|对|给|和|与|及|或者|或|将|把|被|让|请示|请|须|应当|应|各级|各|本|该|为|至|到|在|是|"
    "通知|配合|协助|辅助|联系|提交给|提交|交由|移交|交给|交(?![通易接流付货互])|送|每位|每个|每|所有|全体|其他|其它|相关|有关|新任|新|上报|呈报|呈|归|属|"
    "并|同时|不得|必须|需要|需|要|要求|安排|监督|检查|汇报|告知|抄送|设立|设置|成立|担任|包括|如|若|以及|还有|按|从|当|凡|"
    "会同|协同|联合|反映|反馈|请教|求助|征求|征得|取得|得到|接受|服从|听从|尊重|成为|作为|兼任|晋升|提拔|任命|聘任|选举|推选|转(?=[交报送])|找|问|跟|同|叫|替|帮助|支持|指定|委派|授权|责成|"
    "县级以上地方|国务院|地方|公司|我司|公司的|淘宝|天猫|网店|电商|店铺|的|、"
)
_TRADES = "|".join(
    f"{one}工(?![作程序时资具艺人商会厂地期种龄段])"
    for one in dict.fromkeys("操作维修检装配钳焊车铣磨电机缝纫裁剪搬运卸清洁保绿化洗叉吊锅炉养护")
)
_STRONG = (
    "专员|主管(?!部门|机关|单位|领导|人员|全|本|该|该项)|经理|总监|店长|主任|组长|班长|队长|部长|处长|科长|所长|院长|校长|主席|会长|"
    "助理|文员|会计师?|出纳|审计师|工程师|设计师|培训师|技师|药师|营养师|厨师|教练|顾问|代表(?!人)|秘书|主播|管理员|操作员|检验员|质检员|"
    "护士长?|医师|医生|教师|老师|教练员?|导师|工长|段长|"
    # Every branch begins with a character, so that ``re`` looks for these first.
    "员(?<=[\u4e00-\u9fff]{2}员)(?<![人全成会队动官社议委裁减超定满雇学]员)(?!工|会|额|大)|"
    f"{_TRADES}|"
    "主管部门|管理部门|监督管理部门|行政部门|委员会|办公室|工作组|领导小组|小组|事业部|人民政府|人民法院|人民检察院"
)
_WEAK = "部门 部 组 处 室 科 中心 局 队 员".split()
"""人 方 长 所 站 end names too, but far more often other words: these alone name nobody."""
_PARTY = sought(
    r"(?:接收|监交|移交|交接|复核|审核|盘点|交班|接班|交货|领料|发料|见证|记录|主持|召集|借阅|用车|用印|使用|出差|请假|加班|报销|还款|责任|检查|陪同|维修|申请|经办|借出|借用|借款|领用|委托|保管|验收|制单|收货|当事|担保|推荐|介绍|被考核)人(?![员民])"
    r"|(?:交班|接班|领用|借用|使用|操作|驾驶|违纪|肇事|监护|管理|离职|持卡|报名|参赛)者"
    r"|(?:出差|调岗|辞职|借调|返聘|驻外|住宿|在编|考核|验收|监考|盘点|收发|搬运|抽检|操作|作业|巡查|巡逻|施救|检修|维护|转岗|录用|离职|入职|外出|外勤|加班|请假|借款|报销|参训|参会|应聘|外来|来访|值勤|施工)人员"
)
"""Parties named by what they do in the clause (接收人, 出差人员); they need no boundary."""
_NOT_STEMS = re.compile(
    r"公安|工商|税务|派出|全|内|外|局|上|下|分|大|小组员|一|几|何|此|各|多|少|有|无|这|那|哪|其|好|用|到|惩|之|长|短|到处|处|教|改|成|会|雇|动|官|学|要|党|本|不|没|他|她|别|个|本|对|双|甲|乙|单|远|近|后|前|"
    r"主要|重要|基本|专|工作|相关|具体|直接|间接|间|中|左|右|人|时|可|能|应|须"
)
_AGENT = sought(
    r"(?<!理)由(?P<who>[\u4e00-\u9fff]{2,6}?)(?=统一|负责|保管|审批|审核|批准|安排|签字|承担|办理|登记|组织|处理|执行|汇总|牵头|带入|验收|清洗|发放|陪同)"
)
"""由 says who acts, whatever the name looks like (由布草房统一清洗)."""
_NO_AGENT = re.compile(
    "顾客|买家|卖家|客户|业主|家长|公司|本店|店铺|双方|本人|个人|自己|自行|他们|我们|咱们|你们|专人|其[他它]?|该|此|于|谁|的|按|根据|每|各|月|日|天|年|次|或|和|并|先|再|不|须|应|需|可|得"
)
_SUFFIX = lazy(_STRONG + "".join(f"|{word}()" for word in _WEAK))  # a group marks the weak
_EDGE = re.compile(_BOUNDARY)
_RUN = re.compile(r"[\u4e00-\u9fffA-Za-z]{0,9}$")
_RIGHT = re.compile(
    r"(?:$|[,，。;；:：、()（）\s\t》”\"]|负责|审批|审核|批准|签字|确认|同意|应|须|必须|需|要|不得|可|有权|将|对|按|根据|依据|每|及时|统一|共同|协助|配合|"
    r"监督|检查|组织|制定|制订|编制|下达|通知|安排|提供|提出|填写|提交|办理|登记|汇总|牵头|主办|归口|落实|开展|受理|定期|收到|接到|做好|进行|完成|执行|职责|岗位|承担|主持|备案|存档|报备|领取|报|和|与|及|或|经|在|于|人员|经理|主管|员工)"
)
_FUNCTION = re.compile(
    r"带领|第|考核|督促|条|以|论|组织|指导|促进|分解|建立|接受|求助|支撑|支持|供|成员|负责|应当|必须|不得|及时|进行|按照|根据|通知|要求|工作|情况|规定|以上|以下|需要|可以|同意|或者|并且|管理层|如果|由于|因为|所有|任何|每|的|了|在|是|和|与|及|或|对|向|经|由|报|给|把|被|将|不|未|为|到|请|让|等|并|而|且|各|该|本|其|这|那|有|无|后|前|时|内|中|上|下|完|做|用|从|按|应|须|需|要|可|能|会|就|都|也|还|再|又|才|已|新"
)


_HARMLESS = re.compile(
    "后勤|前台|前厅|内科|外科|内务|外务|外贸|外事|外联|中医|中药|新闻|新媒体|新品|新零售|经营|经济|经贸|财会|会计|会务|会员|能源|应急|机要|要害|动力|客户|成品|成型|对外|国内|国际"
    "|供应|供销|供电|组装|法务|配送|信息|网络|质控|感控|院感|社区|时装|本部|等级"
)
"""Words of names in which a syllable looks like a function word."""
_GOES_ON_AS = re.compile(r"[分署件位学技目理罚于置以内外织成合建伍列思里期式型版别次数码类费价表单本证书号楼门口的之]")
"""After 部 科 处 室 组 队 中心 these make another word (部分, 处理, 组织) or name its thing."""


def _ends_here(text: str, end: int, *, strong: bool) -> bool:
    if _RIGHT.match(text, end):
        return True
    return strong and _GOES_ON_AS.match(text, end) is None


def extended_post(text: str, hit: Hit, floor: int) -> Hit | None:
    """Take in what makes a plain 组长 or 主管 a post of its own (课程组长, 片区主管); None where nothing does."""
    stem = _stem(text, hit.start, floor)
    if stem is None or len(stem) < 2 or len(stem) > 5 or _PLAIN_BEFORE.search(stem):
        return None
    if not _may_be_named(stem) or _NOT_STEMS.fullmatch(stem):
        return None
    return Hit(hit.start - len(stem), hit.end, stem + hit.phrase)


_PLAIN_BEFORE = re.compile(
    r"当班|值班|当日|当天|直接|直属|所属|下属|部门|主要|班组|[早晚白夜中]班|现任|资深|高级|中级|初级|[0-9A-Za-z]|一线|专职|兼职|普通|上级|公司|店铺|主管|经理|领导|同意|批准|情况|问题|工作|申请|需求|我|你|他|们|双方|任免|选拔|处分|奖"
)


def unknown_posts(text: str, taken: list[Hit]) -> list[Hit]:
    """Find posts such as 巡检专员, 商管部, 数据管理中心 outside the spans that are ``taken``.

    A name needs a boundary on both sides and a stem without function words; a doubtful one is left out,
    since a role that does not exist misleads more than one that is missing from a list.
    """
    found = [
        Hit(*match.span(), match[0])
        for match in _PARTY.finditer(text)
        if not any(match.start() < hit.end and hit.start < match.end() for hit in taken)
    ]
    taken = [*taken, *found]
    found += [
        Hit(*match.span("who"), match["who"])
        for match in _AGENT.finditer(text)
        if not any(match.start("who") < hit.end and hit.start < match.end("who") for hit in taken)
        and not is_person(match["who"])
        and not _NO_AGENT.search(match["who"])
    ]
    taken = [*taken, *found]
    for match in _SUFFIX.finditer(text):
        start, end = match.span()
        weak = match.lastindex is not None
        if not _ends_here(text, end, strong=not weak):
            continue
        floor = 0
        for hit in taken:
            if hit.end <= start:
                floor = max(floor, hit.end)
            elif hit.start < end:
                break
        else:
            stem = _stem(text, start, floor)
            if stem is None or not _may_be_named(stem) or (weak and (len(stem) < 2 or _NOT_STEMS.fullmatch(stem))):
                continue
            found.append(Hit(start - len(stem), end, stem + match[0]))
    return found


def _stem(text: str, end: int, floor: int) -> str | None:
    """Give the words before a suffix, back to a boundary; None where no boundary is near."""
    run = _RUN.search(text, max(floor, end - 10), end)
    return _cut_at_boundary(run[0]) if run else None


@lru_cache(maxsize=1 << 13)
def _cut_at_boundary(words: str) -> str | None:
    cut = max((edge.end() for edge in _EDGE.finditer(words)), default=0)
    if cut == 0 and len(words) > 8:
        return None
    return words[cut:] or None


@lru_cache(maxsize=1 << 13)
def _may_be_named(stem: str) -> bool:
    """Whether no function word stands in what may be the name of a post or a department."""
    return _FUNCTION.search(_HARMLESS.sub("", stem)) is None


_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常"
    "乐于时傅皮卞齐康伍余元卜顾孟平黄穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯"
    "管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程嵇邢裴陆荣翁荀羊甄曲家封芮储靳段富巫乌焦巴弓牧隗山谷车侯宓蓬全班仰仲伊宫宁仇栾甘厉戎祖武符刘景詹束龙叶幸司韶黎"
    "薄印白怀蒲从索赖卓蔺屠蒙池乔阴胥能苍双闻党翟谭贡姬申扶堵冉宰郦雍桑桂牛寿通边扈燕冀浦尚农温别庄晏柴瞿阎充慕连茹习艾鱼容向古易慎戈廖庾终居衡步都耿满弘匡国文寇广"
    "东欧利师巩厍聂晁勾敖融冷訾辛阚那简饶空曾沙丰巢关蒯相查后荆红游肖涂佘佟覃练付代邝岳兰闫"
)
_COMPOUND = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "司徒",
    "东方",
    "皇甫",
    "尉迟",
    "令狐",
    "慕容",
    "夏侯",
    "端木",
    "百里",
    "南宫",
)
_DOUBTFUL = "应全须相从管都查支任计成解常安时于能何单和向后"
"""Surnames that are function words too: 客服应负责 names nobody."""
_NICKNAME = re.compile(r"(?:[小老阿][A-Z\u4e00-\u9fff]|[A-Z][a-z]{1,11}|[A-Z])$")
_NOT_IN_NAMES = re.compile(
    r"[的了是在并再与及或由经对将不未须需每各该员部组处司店货售服务作管责任间电话确认等内容以上下含至到后前次年号个位名]"
)
_ORDINARY = """
任何 任意 任职 任选 安排 安装 安抚 安检 时候 时段 时刻 时效 管好 常用 常见 常规 应急 应聘 成交 成功
成品 成本 单价 单品 单件 包邮 包换 计划 计算 计件 计时 文案 文字 文具 文档 文件 方案 方法 方式 方便
相同 相应 相互 解释 解决 解答 全天 全职 全国 全程 全新 全勤 全额 平日 平台 平面 平均 平时 平铺 明细
明确 明天 和谐 国庆 国内 国外 高级 高度 高峰 支持 支付 支出 查看 查件 查询 查验 从业 从事 能力 能够
黄金 金牌 金额 江浙 花费 花色 石材 水电 水费 白天 白班 车间 车辆 路由 项目 项链 居家 步骤 双休 双方
双十 双倍 干净 干燥 强制 强化 通过 通知 通用 广告 广州 东西 南方 北方 红旗 红色 蓝色 黄色 白色 黑色
绿色 紫色 于今 容易 温馨 温度 农历 暴力 丰富 农村 关键 关联 关注 关于 关闭 曾经 简介 简单 简称 空白
空闲 商品 商家 原因 原则 原件 原价 元旦 祝福 章程 严重 严格 马上 周期 周末 周边 周报 何时 何地 尤其
毛利 毛重 罗列 毕业 苗条 凤凰 葛根 司机 边界 实习 实际 向导 向上 古代 都市 满意 满减 满足 充足 充值
习惯 游戏 谷物
"""
_WORDS = frozenset(_ORDINARY.split())
"""Words of two characters that begin with a surname."""
_LIST = re.compile(
    r"^(?:负责人?|责任人|姓名|成员|人员|名单)?\s?[:：]?\s?"
    r"(?P<names>(?:[\u4e00-\u9fff]{1,4}[—\-–:：])?[\u4e00-\u9fffA-Za-z]{1,8}(?:[<〈＜(（][^>〉＞)）]{1,6}[>〉＞)）])?"
    r"(?:\s?[、,，/和]\s?(?:[\u4e00-\u9fff]{1,4}[—\-–]+)?[\u4e00-\u9fffA-Za-z]{1,8}(?:[<〈＜(（][^>〉＞)）]{1,6}[>〉＞)）])?)*)\s?$"
)
_BRACKET = sought(r"\s?[(（](?P<inside>(?:[^()（）]|[(（][^()（）]{1,6}[)）]){1,40})(?:[)）]|$)")
_AFTER_COLON = sought(
    r"\s?[:：]\s?(?P<names>[\u4e00-\u9fffA-Za-z]{2,4}(?:\s?[、,，/和]\s?[\u4e00-\u9fffA-Za-z]{2,4})*)(?=$|[,，。;；)）\s])"
)
_ADJACENT = sought(r"(?P<names>[小老阿][A-Z]|[\u4e00-\u9fff]{2,3})(?=负责|担任|主持|牵头|审批|签字|批准)")


def is_person(word: str) -> bool:
    """Whether ``word`` has the form of a Chinese name (surname and one or two more) or nickname (小A)."""
    if _NICKNAME.fullmatch(word):
        return True
    if len(word) == 4 or (len(word) == 3 and word[:2] in _COMPOUND):
        return word[:2] in _COMPOUND and not _NOT_IN_NAMES.search(word[2:])
    surname = 2 <= len(word) <= 3 and word[0] in _SURNAMES and word[:2] not in _WORDS
    return surname and not _NOT_IN_NAMES.search(word[1:])


def people_in(inside: str) -> tuple[str, ...]:
    """Read a list of names (李崇、张玉荣; 站内—徐耀慧); empty where one of its words is no name."""
    match = _LIST.match(inside.strip())
    if match is None:
        return ()
    # 安和平 is one person; 张三和李四 are two.
    for separator in (r"[、,，/]", r"[、,，/和]"):
        names = [_bare(part) for part in re.split(separator, match["names"])]
        if all(map(is_person, names)):
            return tuple(dict.fromkeys(names))
    return ()


def _bare(part: str) -> str:
    """Drop what stands beside a name: <站模> behind it, 站内— before it."""
    return re.split(r"[—\-–:：]+", re.sub(r"[<〈＜(（].*$", "", part).strip())[-1].strip()


def people_after(text: str, end: int) -> tuple[str, ...]:
    """Give the people named right after a role that ends at ``end``: in brackets, after a colon, adjacent."""
    if (match := _BRACKET.match(text, end)) is not None:
        return people_in(match["inside"])
    if (match := _AFTER_COLON.match(text, end)) is not None:
        return people_in(match["names"])
    if (match := _ADJACENT.match(text, end)) is not None and is_person(match["names"]):
        if match["names"][0] in _DOUBTFUL:
            return ()
        return (match["names"],)
    return ()
