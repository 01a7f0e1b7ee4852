-- Section 1 of the metric book, case by case: what is counted, and why a case is not.
-- grain: case
-- A visit skips a level where it was made more than one level above the organ that is competent for the matter
-- (Regulation, Art. 20): the exported flag says so, else the levels. Townships and streets are told by the group of the
-- responsible unit; every other unit has the office's configured level.
with levels as (
    select
        c.case_id,
        v.height as visited,
        case
            when d.unit_group like '%乡%' or d.unit_group like '%镇%' or d.unit_group like '%街道%' then t.height
            when d.department not in ('未填', '未匹配') then b.competent_height
        end as competent,
        b.competent_height,
        t.height as lowest
    from core.case c
    inner join core.case_department d on d.case_id = c.case_id
    inner join config.level t on t.level = 'township'
    left join config.level v on v.level = c.level
    cross join config.build b
),

skips as (
    select
        case_id,
        case
            when visited > competent_height + 1 then 1
            when visited <= lowest + 1 then 0
            when visited > competent + 1 then 1
            when visited <= competent + 1 then 0
        end as is_skip_level
    from levels
),

kinds as (
    select
        c.case_id,
        c.not_counted,
        c.channel,
        c.persons,
        c.source,
        c.is_first,
        c.unknown_reason,
        s.collective_flag,
        coalesce(s.skip_level_flag, l.is_skip_level) as is_skip_level,
        s.outcome,
        s.handling,
        case when c.channel = 'visit' then 1 when c.channel <> '未填' then 0 end as is_visit,
        case
            when c.persons is null then 'persons_unknown'
            when c.persons < 1 or c.persons > 9999 then 'persons_out_of_range'
        end as persons_gap,
        case when c.persons >= b.collective_min_persons then 1 else 0 end as has_collective_size
    from core.case c
    inner join staging.case s on s.case_id = c.case_id
    inner join skips l on l.case_id = c.case_id
    cross join config.build b
),

reasons as (
    select
        k.*,
        case when k.is_visit is null then coalesce(k.not_counted, 'channel_unknown') else k.not_counted end as channel_x,
        case
            when k.is_visit = 0 then null
            when k.is_visit is null then coalesce(k.not_counted, 'channel_unknown')
            else k.not_counted
        end as visit_x,
        case
            when k.is_visit = 0 then null
            when k.is_visit is null then coalesce(k.not_counted, 'channel_unknown')
            else coalesce(k.not_counted, k.persons_gap)
        end as visit_persons_x
    from kinds k
)

select
    r.case_id,
    case when r.not_counted is null then 1 end as cases_n,
    r.not_counted as cases_x,
    1 as cases_registered_n,
    cast(null as varchar) as cases_registered_x,
    case when r.visit_x is null and r.not_counted is null then r.is_visit end as visit_events_n,
    r.visit_x as visit_events_x,
    case when r.is_visit = 1 and r.visit_persons_x is null then r.persons end as visit_persons_n,
    r.visit_persons_x,
    case when r.is_visit = 1 and r.visit_persons_x is null then r.persons end as persons_per_event_n,
    case when r.is_visit = 1 and r.visit_persons_x is null then 1 end as persons_per_event_d,
    case
        when r.is_visit = 1 and r.visit_persons_x is null then r.persons
        when r.is_visit = 0 and r.not_counted is null then 1
    end as items_persons_n,
    case when r.is_visit = 0 then r.not_counted else r.visit_persons_x end as items_persons_x,
    case when r.channel_x is null then 1 end as items_batches_n,
    r.channel_x as items_batches_x,
    case when r.is_visit = 1 and r.visit_persons_x is null then r.has_collective_size end as collective_events_n,
    case
        when r.is_visit = 1 and r.visit_persons_x is null then r.has_collective_size * r.persons
    end as collective_persons_n,
    case when r.is_visit = 1 and r.visit_persons_x is null then 1 end as collective_share_d,
    case when r.is_visit = 1 and r.not_counted is null then r.collective_flag end as collective_flagged_n,
    case
        when r.visit_x is not null then r.visit_x
        when r.is_visit = 1 and r.collective_flag is null then 'collective_unknown'
    end as collective_flagged_x,
    case
        when r.is_visit = 1 and r.visit_persons_x is null and r.collective_flag is not null
            then case when r.collective_flag = r.has_collective_size then 0 else 1 end
    end as collective_disagreements_n,
    case
        when r.visit_persons_x is not null then r.visit_persons_x
        when r.is_visit = 1 and r.collective_flag is null then 'collective_unknown'
    end as collective_disagreements_x,
    case when r.is_visit = 1 and r.not_counted is null then r.is_skip_level end as skip_level_events_n,
    case
        when r.visit_x is not null then r.visit_x
        when r.is_visit = 1 and r.is_skip_level is null then 'skip_level_unknown'
    end as skip_level_events_x,
    case when r.not_counted is null then r.is_first end as first_cases_n,
    case when r.not_counted is null then 1 - r.is_first end as repeat_cases_n,
    case
        when r.not_counted is not null then r.not_counted
        when r.is_first is null then r.unknown_reason
    end as first_x,
    case when r.not_counted is null and r.is_first is null then 1 when r.not_counted is null then 0 end as unknown_first_n,
    case when r.not_counted is null and r.is_first is not null then 1 end as repeat_share_d,
    case when r.channel_x is null then case when r.channel = 'web' then 1 else 0 end end as web_share_n,
    case when r.channel_x is null then 1 end as web_share_d,
    case
        when r.not_counted is null and r.source <> '未填' then case when r.source = 'above' then 1 else 0 end
    end as assigned_from_above_n,
    case
        when r.not_counted is not null then r.not_counted
        when r.source = '未填' then 'source_unknown'
    end as assigned_from_above_x,
    r.outcome,
    case when r.not_counted is null and r.outcome is not null then 1 end as outcome_mix_n,
    case
        when r.not_counted is not null then r.not_counted
        when r.outcome is null then 'outcome_unknown'
    end as outcome_mix_x,
    r.handling,
    case when r.not_counted is null and r.handling is not null then 1 end as handling_mix_n,
    case
        when r.not_counted is not null then r.not_counted
        when r.handling is null then 'handling_unknown'
    end as handling_mix_x
from reasons r
