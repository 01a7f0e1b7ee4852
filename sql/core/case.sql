-- One row per case: its breakdowns, whether it may be broken down, and why it is outside the performance rates.
-- Accusations, the discipline procedure and confidential cases stand together in one class of every breakdown by
-- township, unit or topic, so that an accused unit cannot find them.
-- grain: case
with flags as (
    select
        c.case_id,
        case
            when c.purpose = 'accusation' or c.procedure = 'discipline' or c.confidential_flag = 1 then 1
            else 0
        end as is_protected,
        case
            when k.organ_basis = 'registered_class' then case when c.registered_class = 'other' then 1 else 0 end
            when k.organ_basis = 'department_table' then case when d.is_petition_organ = 0 then 1 else 0 end
            else 0
        end as is_other_organ,
        f.is_first,
        f.unknown_reason,
        k.first_basis
    from staging.case c
    inner join core.case_first f on f.case_id = c.case_id
    inner join core.case_department d on d.case_id = c.case_id
    cross join core.basis k
)

select
    c.case_id,
    m.matter_id,
    m.matter_key,
    c.reconstructed,
    c.registered_on,
    coalesce(c.petitioned_on, c.registered_on) as occurred_on,
    coalesce(c.channel, '未填') as channel,
    c.persons,
    coalesce(c.destination_level, c.registered_level, '未填') as level,
    coalesce(c.purpose, '未填') as purpose,
    coalesce(c.origin, '未填') as source,
    t.township as township_code,
    d.department as department_code,
    coalesce(c.topic_1, '未填') as topic_name,
    case when g.is_protected = 1 then '不分列' else t.township end as township,
    case when g.is_protected = 1 then '不分列' else d.department end as department,
    case when g.is_protected = 1 then '不分列' else coalesce(d.unit_group, '未填') end as department_group,
    case when g.is_protected = 1 then '不分列' else coalesce(c.topic_1, '未填') end as topic_1,
    case when g.is_protected = 1 then '不分列' else coalesce(c.topic_2, '未填') end as topic_2,
    case when g.is_protected = 1 then '不分列' else coalesce(c.topic_3, '未填') end as topic_3,
    g.is_protected,
    g.is_first,
    g.unknown_reason,
    c.nonnormal_flag,
    c.evaluation_unit,
    c.evaluated_on,
    c.first_closed_on,
    case when c.counted_flag = 0 then 'not_counted' end as not_counted,
    case
        when c.counted_flag = 0 then 'not_counted'
        when g.is_first = 0 then 'repeat_case'
        when g.is_first is null and g.first_basis <> 'none' then g.unknown_reason
        when c.litigation_flag = 1 then 'litigation'
        when c.purpose = 'accusation' then 'accusation'
        when c.outcome in ('withdrawn', 'merged') then 'withdrawn_merged'
        when c.persons < 1 or c.persons > 9999 then 'persons_out_of_range'
        when g.is_other_organ = 1 then 'not_petition_organ'
    end as performance_x
from staging.case c
inner join flags g on g.case_id = c.case_id
inner join core.case_matter m on m.case_id = c.case_id
inner join core.case_township t on t.case_id = c.case_id
inner join core.case_department d on d.case_id = c.case_id
